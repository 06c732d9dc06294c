package dev.acrsync.registry;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.registry.TagReading.Cause;

/**
 * How a listing ended. What was visited before the end is true whichever end it was.
 */
public sealed interface Listing {

	/**
	 * All was visited.
	 */
	record Complete() implements Listing {
	}

	/**
	 * The visitor had enough.
	 */
	record Stopped() implements Listing {
	}

	/**
	 * The registry says that there is nothing to list: no such repository, or nothing
	 * that refers to the subject.
	 */
	record Absent() implements Listing {
	}

	/**
	 * The registry did not tell, or not to the end.
	 *
	 * @param cause the kind of obstacle
	 * @param message what went wrong, at which registry; never a secret
	 * @param retryAfter how long the registry wants to be left alone
	 */
	record Unreadable(Cause cause, String message, Optional<Duration> retryAfter) implements Listing {
	}

}
