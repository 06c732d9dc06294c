package dev.acrsync.pace;

import java.util.Locale;

import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what registries are asked for.
 */
final class RegistryRequests {

	private final MeterRegistry meters;

	RegistryRequests(MeterRegistry meters) {
		this.meters = meters;
	}

	/**
	 * Shows all counts from the beginning.
	 */
	RegistryRequests(MeterRegistry meters, Settings settings) {
		this(meters);
		for (RequestKind kind : RequestKind.values()) {
			settings.sources().values().forEach((source) -> counter(source.registry().use(), kind));
			settings.targets().values().forEach((target) -> counter(target.registry().use(), kind));
		}
	}

	void count(RegistryUse use, RequestKind kind) {
		counter(use, kind).increment();
	}

	private Counter counter(RegistryUse use, RequestKind kind) {
		String role = use.role().name().toLowerCase(Locale.ROOT);
		return Counter.builder("acr.sync." + role + ".requests")
			.description("Requests to the registry of a " + role)
			.tags(role, use.name(), "kind", kind.label())
			.register(this.meters);
	}

}
