package dev.acrsync.pace;

import java.time.Duration;

/**
 * How many requests there were in the last minute. It is not known when a registry begins
 * its minutes, so that no 60 seconds may have more than one of them.
 */
final class RequestWindow {

	/** The second that is not over, and one for what is under way. */
	private static final int SECONDS = 62;

	private static final long NANOS = 1_000_000_000;

	private final int[] counts = new int[SECONDS];

	private long second = Long.MIN_VALUE;

	private int all;

	void add(long nanos) {
		pass(nanos);
		this.counts[slot(this.second)]++;
		this.all++;
	}

	/**
	 * Returns how long it takes until there are fewer than so many.
	 */
	Duration untilFewer(int most, long nanos) {
		pass(nanos);
		int left = this.all;
		long first = this.second - SECONDS + 1;
		long wait = 0;
		for (long passed = 0; left >= most && passed < SECONDS; passed++) {
			left -= this.counts[slot(first + passed)];
			wait = (this.second + passed + 1) * NANOS - nanos;
		}
		return Duration.ofNanos(wait);
	}

	private void pass(long nanos) {
		long now = Math.floorDiv(nanos, NANOS);
		for (long passed = Math.max(this.second + 1, now - SECONDS + 1); passed <= now; passed++) {
			this.all -= this.counts[slot(passed)];
			this.counts[slot(passed)] = 0;
		}
		this.second = Math.max(this.second, now);
	}

	private static int slot(long second) {
		return Math.floorMod(second, SECONDS);
	}

}
