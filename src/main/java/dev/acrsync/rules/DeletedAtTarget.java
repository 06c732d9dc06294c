package dev.acrsync.rules;

/**
 * What becomes of an image that was at the target and was deleted there, by a clean-up of
 * its owner. A new push brings it either way.
 */
public enum DeletedAtTarget {

	/**
	 * The next comparison brings it back.
	 */
	RESTORE,

	/**
	 * Comparisons leave it alone.
	 */
	LEAVE

}
