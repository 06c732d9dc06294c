package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.Optional;

/**
 * A way to bring all of a vendor's images.
 */
@FunctionalInterface
interface Drain {

	/**
	 * Brings them, and what belongs to them.
	 * @param budget when to stop, whatever is missing
	 * @return when it knew that all was there, since the beginning; none if it had to
	 * stop
	 */
	Optional<Duration> run(DrainStage stage, Duration budget) throws Exception;

}
