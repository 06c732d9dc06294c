package dev.acrsync.copyoperation;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How many imports into a target may run at once: few at first, up to what the settings
 * allow.
 */
public final class TargetConcurrency {

	private static final int FIRST = 8;

	private final Map<String, ImportLimit> limits = new ConcurrentHashMap<>();

	private final Map<String, Integer> wanted = new ConcurrentHashMap<>();

	private final int most;

	private final LongSupplier nanos;

	public TargetConcurrency(int most, Set<String> targets, MeterRegistry meters, LongSupplier nanos) {
		this.most = most;
		this.nanos = nanos;
		for (String target : targets) {
			Gauge.builder("acr.sync.concurrency.limit", () -> limit(target))
				.description("Imports that may run at once in this replica")
				.tag("target", target)
				.register(meters);
		}
	}

	public int limit(String target) {
		return of(target).current();
	}

	/**
	 * Returns how many of them are kept for announced images.
	 */
	public int reserved(String target) {
		return of(target).reserved();
	}

	/**
	 * An import begins.
	 * @param owner names its claim
	 */
	public void begun(String target, String owner) {
		of(target).begun(owner);
	}

	/**
	 * Azure, or a registry that Azure asks, has too much to do for an import, or for what
	 * belongs to its image.
	 */
	void throttled(String target, String owner) {
		of(target).throttled(owner);
	}

	/**
	 * An import has ended, however.
	 */
	public void ended(String target, String owner) {
		of(target).ended(owner);
	}

	/**
	 * Sources without a place wait for one that others have.
	 * @param sources how many, from now on
	 */
	public void wanted(String target, int sources) {
		this.wanted.put(target, sources);
	}

	/**
	 * Tells an import that could do without its place whether a source wants it: one
	 * import for each that does.
	 */
	boolean givesWay(String target) {
		AtomicBoolean given = new AtomicBoolean();
		this.wanted.computeIfPresent(target, (_, sources) -> {
			given.set(sources > 0);
			return Math.max(0, sources - 1);
		});
		return given.get();
	}

	private ImportLimit of(String target) {
		return this.limits.computeIfAbsent(target,
				(_) -> new ImportLimit(Math.min(FIRST, this.most), this.most, this.nanos));
	}

}
