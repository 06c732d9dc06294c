package dev.acrsync.registry;

/**
 * How a listing ended. What was visited before the end is true whichever end it was.
 */
public sealed interface ListingResult permits ListingResult.Complete, ListingResult.Stopped, Absent, Unreadable {

	/**
	 * All was visited.
	 */
	record Complete() implements ListingResult {
	}

	/**
	 * The visitor had enough.
	 */
	record Stopped() implements ListingResult {
	}

}
