package dev.acrsync.records;

import java.util.Locale;

/**
 * How an image that is wanted stands at its target.
 */
public enum ImageStatus {

	/**
	 * The target's tag has the source's digest.
	 */
	PRESENT,

	/**
	 * An import of it waits or runs.
	 */
	IMPORTING,

	/**
	 * The target's tag has another digest, and may not be moved.
	 */
	KEPT,

	/**
	 * Its import is parked.
	 */
	FAILED,

	/**
	 * It is not there, and nothing is under way.
	 */
	MISSING,

	/**
	 * It was there before its rule, which does not bring it.
	 */
	SKIPPED,

	/**
	 * It was at the target, was deleted there, and its rule leaves it.
	 */
	REMOVED,

	/**
	 * The target's tag belongs to another source.
	 */
	OTHER_SOURCE;

	/**
	 * Returns the name that the outside sees, in lower case.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Tells whether it keeps the target from being complete.
	 */
	public boolean isIncomplete() {
		return isDrift() || this == OTHER_SOURCE;
	}

	/**
	 * Tells whether it is to come.
	 */
	public boolean isDrift() {
		return this == IMPORTING || this == FAILED || this == MISSING;
	}

	public static ImageStatus of(String label) {
		return valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
	}

}
