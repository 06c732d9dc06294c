package dev.acrsync.pace;

import java.time.Duration;

/**
 * Waits, so that tests need not.
 */
@FunctionalInterface
public interface Pause {

	/**
	 * Returns after this time.
	 * @throws InterruptedException if the service stops
	 */
	void of(Duration time) throws InterruptedException;

	/**
	 * Returns the time by which it is waited, which no clock's setting changes.
	 */
	default long nanos() {
		return System.nanoTime();
	}

}
