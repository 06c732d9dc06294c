package dev.acrsync.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.settings.Source;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;

/**
 * Lets each source send so many pushes a minute that ask for an import, and as many at
 * once.
 */
public final class RateLimits {

	/** Two full batches of Event Grid, which come at once after an outage. */
	private static final long BATCHES = 10_000;

	private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

	private final Map<String, Bucket> batches = new ConcurrentHashMap<>();

	private final Clock clock;

	RateLimits(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Counts a push.
	 * @return how long to wait if it is one too many
	 */
	Optional<Duration> exceeded(Source source) {
		ConsumptionProbe probe = this.buckets.computeIfAbsent(source.name(), (_) -> bucket(source, 0))
			.tryConsumeAndReturnRemaining(1);
		return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
	}

	/**
	 * Tells how long a source whose events come in batches has to wait until it owes
	 * nothing.
	 */
	public Optional<Duration> owed(Source source) {
		EstimationProbe probe = batches(source).estimateAbilityToConsume(1);
		return probe.canBeConsumed() ? Optional.empty()
				: Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
	}

	/**
	 * Counts pushes that came in a batch, even where they are too many.
	 */
	public void owe(Source source, long pushes) {
		if (pushes > 0) {
			batches(source).consumeIgnoringRateLimits(pushes);
		}
	}

	private Bucket batches(Source source) {
		return this.batches.computeIfAbsent(source.name(), (_) -> bucket(source, BATCHES));
	}

	private Bucket bucket(Source source, long more) {
		long limit = source.door().rateLimit();
		return Bucket.builder()
			.addLimit((bandwidth) -> bandwidth.capacity(limit + more).refillGreedy(limit, Duration.ofMinutes(1)))
			.withCustomTimePrecision(new ClockMeter(this.clock))
			.build();
	}

	/**
	 * Reads the clock for the buckets, and goes on where it was when it is set back: else
	 * all would be too many until it is there again.
	 */
	private static final class ClockMeter implements TimeMeter {

		private final Clock clock;

		private long latest = Long.MIN_VALUE;

		private long behind;

		ClockMeter(Clock clock) {
			this.clock = clock;
		}

		@Override
		public synchronized long currentTimeNanos() {
			long now = Math.multiplyExact(this.clock.millis(), 1_000_000L);
			this.behind += (now < this.latest) ? this.latest - now : 0;
			this.latest = now;
			return now + this.behind;
		}

		@Override
		public boolean isWallClockBased() {
			return true;
		}

	}

}
