package dev.acrsync.sandbox;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Resource Manager's limits for one identity in one subscription: 200 writes and ten more
 * each second, 250 reads and 25 more. See <a href=
 * "https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling">how
 * requests are throttled</a>.
 */
final class ArmThrottle {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final ThrottledKind writes;

	private final ThrottledKind reads;

	ArmThrottle(LongSupplier nanos) {
		this.writes = new ThrottledKind("writes", new AzureBucket(200, 10, SECOND, nanos), new LongAdder());
		this.reads = new ThrottledKind("reads", new AzureBucket(250, 25, SECOND, nanos), new LongAdder());
	}

	/**
	 * Answers a request, or refuses it.
	 */
	StandInAnswer admit(StandInRequest request, Function<StandInRequest, StandInAnswer> answers) {
		return (request.isRead() ? this.reads : this.writes).admit(request, answers);
	}

	long refusedWrites() {
		return this.writes.refused.sum();
	}

	long refusedReads() {
		return this.reads.refused.sum();
	}

	/**
	 * Returns what {@code Retry-After} says: whole seconds, and never too few.
	 */
	static long seconds(Duration wait) {
		return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
	}

	private record ThrottledKind(String name, AzureBucket bucket, LongAdder refused) {

		StandInAnswer admit(StandInRequest request, Function<StandInRequest, StandInAnswer> answers) {
			StandInAnswer answer = this.bucket.take().map(this::refusal).orElseGet(() -> answers.apply(request));
			return answer.with("x-ms-ratelimit-remaining-subscription-" + this.name,
					Integer.toString(this.bucket.remaining()));
		}

		private StandInAnswer refusal(Duration wait) {
			this.refused.increment();
			return ImportFailure
				.error(429, "SubscriptionRequestsThrottled",
						"Number of requests for subscription exceeded the limit for '%s'.".formatted(this.name))
				.with("Retry-After", Long.toString(seconds(wait)));
		}

	}

}
