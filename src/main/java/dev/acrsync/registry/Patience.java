package dev.acrsync.registry;

import java.time.Duration;

/**
 * Waits until a registry wants to be asked again, so that tests need not.
 */
@FunctionalInterface
interface Patience {

	/**
	 * Returns after this time.
	 * @throws InterruptedException if the service stops
	 */
	void waitFor(Duration time) throws InterruptedException;

}
