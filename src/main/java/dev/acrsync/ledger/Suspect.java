package dev.acrsync.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * Work that was under way when a process ended without a word, and that may have been
 * why.
 *
 * @param deaths how often in a row that has happened
 * @param dueAt when it is to be tried again
 */
public record Suspect(String targetImage, int deaths, Instant dueAt) {

	private static final Duration FIRST_DELAY = Duration.ofMinutes(1);

	/** A day, nearly. */
	private static final int MOST_DOUBLINGS = 10;

	public static Duration delay(int deaths) {
		return FIRST_DELAY.multipliedBy(1L << Math.clamp(deaths - 1L, 0, MOST_DOUBLINGS));
	}

	/**
	 * Tells whether its time has come, or had come so long ago. However the clock was
	 * set, it never waits for longer than its delay.
	 */
	boolean isDue(Instant now, Duration ago) {
		return !this.dueAt.plus(ago).isAfter(now) || this.dueAt.isAfter(now.plus(delay(this.deaths)));
	}

}
