package dev.acrsync.importing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How many imports into a target may run at once: it halves when Azure throttles one, and
 * grows by one with each that is not throttled, up to what the settings allow.
 */
final class Concurrency {

	private static final double HALF = 0.5;

	private final Map<String, Limit> limits = new ConcurrentHashMap<>();

	private final int most;

	Concurrency(int most, Set<String> targets, MeterRegistry meters) {
		this.most = most;
		for (String target : targets) {
			Gauge.builder("acr.sync.concurrency.limit", () -> limit(target))
				.description("Imports that may run at once in this replica")
				.tag("target", target)
				.register(meters);
		}
	}

	int limit(String target) {
		return of(target).getLimit();
	}

	/**
	 * Learns from the end of an import.
	 * @param running how many ran, with this one
	 */
	void ended(String target, int running, boolean throttled) {
		// Only the throttling counts: how long a copy takes depends on the image.
		of(target).onSample(System.nanoTime(), 1, running, throttled);
	}

	private Limit of(String target) {
		return this.limits.computeIfAbsent(target,
				(_) -> AIMDLimit.newBuilder()
					.initialLimit(this.most)
					.minLimit(1)
					.maxLimit(this.most)
					.backoffRatio(HALF)
					.timeout(1, TimeUnit.SECONDS)
					.build());
	}

}
