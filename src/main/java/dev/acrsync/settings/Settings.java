package dev.acrsync.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Everything under {@code acr-sync}, checked. It stays as it was at the start, except for
 * secrets, which may be rotated: so ask for a source or a target each time it is needed.
 */
public final class Settings {

	private volatile Map<String, Source> sources;

	private volatile Map<String, Target> targets;

	private final AzureSettings azure;

	private final ImportSettings imports;

	private final Duration retention;

	private final ComparisonSettings reconciling;

	private final ConsoleSettings console;

	private final Optional<URI> publicUrl;

	private final List<Runnable> rotationListeners = new CopyOnWriteArrayList<>();

	/**
	 * Takes checked settings.
	 */
	public Settings(Map<String, Source> sources, Map<String, Target> targets, AzureSettings azure,
			ImportSettings imports, Duration retention, ComparisonSettings reconciling, ConsoleSettings console,
			Optional<URI> publicUrl) {
		this.sources = Map.copyOf(sources);
		this.targets = Map.copyOf(targets);
		this.azure = azure;
		this.imports = imports;
		this.retention = retention;
		this.reconciling = reconciling;
		this.console = console;
		this.publicUrl = publicUrl;
	}

	/**
	 * Returns the vendors' registries by name, at least one.
	 */
	public Map<String, Source> sources() {
		return this.sources;
	}

	/**
	 * Returns our registries by name, at least one.
	 */
	public Map<String, Target> targets() {
		return this.targets;
	}

	/**
	 * Returns the source of this name, if it is configured.
	 */
	public Optional<Source> source(String name) {
		return Optional.ofNullable(this.sources.get(name));
	}

	/**
	 * Returns the target of this name, if it is configured.
	 */
	public Optional<Target> target(String name) {
		return Optional.ofNullable(this.targets.get(name));
	}

	/**
	 * Returns where and as whom Azure is called.
	 */
	public AzureSettings azure() {
		return this.azure;
	}

	/**
	 * Returns how imports are run.
	 */
	public ImportSettings imports() {
		return this.imports;
	}

	/**
	 * Returns how long finished imports are kept in the ledger.
	 */
	public Duration retention() {
		return this.retention;
	}

	/**
	 * Returns how the registries are compared.
	 */
	public ComparisonSettings reconciling() {
		return this.reconciling;
	}

	/**
	 * Returns what operators look at.
	 */
	public ConsoleSettings console() {
		return this.console;
	}

	/**
	 * Returns where vendors reach the service, if that was written down.
	 */
	public Optional<URI> publicUrl() {
		return this.publicUrl;
	}

	/**
	 * Tells a listener from now on each time that secrets have been rotated.
	 */
	public void onRotation(Runnable listener) {
		this.rotationListeners.add(listener);
	}

	/**
	 * Takes over the same sources and targets with other secrets.
	 */
	public void rotate(Map<String, Source> sources, Map<String, Target> targets) {
		this.sources = Map.copyOf(sources);
		this.targets = Map.copyOf(targets);
		this.rotationListeners.forEach(Runnable::run);
	}

}
