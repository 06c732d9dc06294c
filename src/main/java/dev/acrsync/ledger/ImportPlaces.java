package dev.acrsync.ledger;

/**
 * Places for imports into a target.
 *
 * @param free how many there are
 * @param reserved how many of them, the last ones, are kept for what is urgent, and for a
 * source that has none
 */
public record ImportPlaces(int free, int reserved) {

	/**
	 * Places for whatever comes.
	 */
	public static ImportPlaces of(int free) {
		return new ImportPlaces(free, 0);
	}

}
