package dev.acrsync.registry;

/**
 * How a listing ended. What was visited before the end is true whichever end it was.
 */
public sealed interface Listing permits Listing.Complete, Listing.Stopped, Absent, Unreadable {

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

}
