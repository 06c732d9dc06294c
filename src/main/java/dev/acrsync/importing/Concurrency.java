package dev.acrsync.importing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How many imports into a target may run at once: few at first, up to what the settings
 * allow.
 */
final class Concurrency {

	private static final int FIRST = 8;

	private final Map<String, ImportLimit> limits = new ConcurrentHashMap<>();

	private final int most;

	private final LongSupplier nanos;

	Concurrency(int most, Set<String> targets, MeterRegistry meters, LongSupplier nanos) {
		this.most = most;
		this.nanos = nanos;
		for (String target : targets) {
			Gauge.builder("acr.sync.concurrency.limit", () -> limit(target))
				.description("Imports that may run at once in this replica")
				.tag("target", target)
				.register(meters);
		}
	}

	int limit(String target) {
		return of(target).current();
	}

	/**
	 * An import begins.
	 * @param owner names its claim
	 */
	void begun(String target, String owner) {
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
	void ended(String target, String owner) {
		of(target).ended(owner);
	}

	private ImportLimit of(String target) {
		return this.limits.computeIfAbsent(target,
				(_) -> new ImportLimit(Math.min(FIRST, this.most), this.most, this.nanos));
	}

}
