package dev.acrsync.pace;

import java.time.Duration;

/**
 * Which share of what a registry takes is ours: all of it, unless the registry refuses
 * some, as it does where others use the same identity. Then it shrinks by a quarter, and
 * comes back with each minute in which none is refused.
 */
final class ThrottledShare {

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private static final double LEAST = 0.05;

	private static final double STEP = 0.1;

	private double share = 1;

	private long since;

	int of(int most, long nanos) {
		if (this.share < 1) {
			long minutes = (nanos - this.since) / MINUTE;
			this.share = Math.min(1, this.share + minutes * STEP);
			this.since += minutes * MINUTE;
		}
		return Math.max(1, (int) (most * this.share));
	}

	void refused(long nanos) {
		this.share = Math.max(LEAST, this.share * 3 / 4);
		this.since = nanos;
	}

}
