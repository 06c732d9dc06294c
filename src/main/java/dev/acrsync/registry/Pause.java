package dev.acrsync.registry;

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

}
