package dev.acrsync.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts what a registry is asked for, and refuses what exceeds its quota: 429 with a
 * {@code Retry-After} that counts down to the end of the minute.
 */
final class RegistryTraffic {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final LongSupplier nanos;

	private final Map<TrafficKind, LongAdder> requests = new ConcurrentHashMap<>();

	private final Map<TrafficKind, LongAdder> refused = new ConcurrentHashMap<>();

	private final Map<String, AzureBucket> buckets = new ConcurrentHashMap<>();

	private volatile Optional<RegistryQuota> quota = Optional.empty();

	RegistryTraffic(LongSupplier nanos) {
		this.nanos = nanos;
	}

	void limit(RegistryQuota quota) {
		this.quota = Optional.of(quota);
	}

	/**
	 * Answers a request, or refuses it.
	 * @param identity who asks
	 */
	StandInAnswer admit(StandInRequest request, String identity, Supplier<StandInAnswer> answer) {
		TrafficKind kind = TrafficKind.of(request);
		count(this.requests, kind);
		return this.quota.flatMap((limits) -> bucket(limits, kind, identity).take()).map((wait) -> {
			count(this.refused, kind);
			return RegistryApi.error(429, "TOOMANYREQUESTS", "too many requests to registry")
				.with("Retry-After", Long.toString(ArmThrottle.seconds(wait)));
		}).orElseGet(answer);
	}

	long requests(TrafficKind kind) {
		return this.requests.getOrDefault(kind, new LongAdder()).sum();
	}

	long refused(TrafficKind kind) {
		return this.refused.getOrDefault(kind, new LongAdder()).sum();
	}

	private AzureBucket bucket(RegistryQuota limits, TrafficKind kind, String identity) {
		String name = switch (kind) {
			case TAG, MANIFEST, LIST, OTHER -> "reads";
			case REFERRERS, TOKEN -> kind.label();
		};
		int capacity = limits.of(kind);
		return this.buckets.computeIfAbsent(name + " of " + identity,
				(_) -> new AzureBucket(capacity, capacity, MINUTE, this.nanos));
	}

	private static void count(Map<TrafficKind, LongAdder> counts, TrafficKind kind) {
		counts.computeIfAbsent(kind, (_) -> new LongAdder()).increment();
	}

}
