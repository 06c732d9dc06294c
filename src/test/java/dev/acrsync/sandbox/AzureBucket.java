package dev.acrsync.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens as Azure counts requests with: full at first, one token a request,
 * and so many more each period until it is full again.
 */
final class AzureBucket {

	private final int capacity;

	private final int refill;

	private final long period;

	private final LongSupplier nanos;

	private int tokens;

	private long nextRefill;

	AzureBucket(int capacity, int refill, Duration period, LongSupplier nanos) {
		this.capacity = capacity;
		this.refill = refill;
		this.period = period.toNanos();
		this.nanos = nanos;
		this.tokens = capacity;
	}

	/**
	 * Takes a token.
	 * @return how long it takes until there is one; none if one was taken
	 */
	synchronized Optional<Duration> take() {
		refill();
		if (this.tokens == 0) {
			return Optional.of(Duration.ofNanos(this.nextRefill - this.nanos.getAsLong()));
		}
		this.tokens--;
		return Optional.empty();
	}

	synchronized int remaining() {
		refill();
		return this.tokens;
	}

	/**
	 * A full bucket's next period begins with the request that takes the first token.
	 */
	private void refill() {
		long now = this.nanos.getAsLong();
		long periods = (this.tokens < this.capacity)
				? Math.max(0, 1 + Math.floorDiv(now - this.nextRefill, this.period)) : 0;
		this.tokens = (int) Math.min(this.capacity, this.tokens + periods * this.refill);
		this.nextRefill = (this.tokens < this.capacity) ? this.nextRefill + periods * this.period : now + this.period;
	}

}
