package dev.acrsync.records;

import java.util.Locale;

/**
 * Where an import stands.
 */
public enum ImportState {

	/**
	 * It waits for its turn, or for its next try.
	 */
	PENDING,

	/**
	 * Somebody works on it.
	 */
	IMPORTING,

	/**
	 * The target's tag was seen to have the source's digest.
	 */
	SUCCEEDED,

	/**
	 * The target's tag had the source's digest already.
	 */
	UNCHANGED,

	/**
	 * A newer push of the same tag took its place.
	 */
	SUPERSEDED,

	/**
	 * The tag no longer exists at the source.
	 */
	GONE,

	/**
	 * The target's tag has another digest, and may not be moved.
	 */
	KEPT,

	/**
	 * It is parked with its reason, until somebody retries it.
	 */
	FAILED;

	/**
	 * Returns the name that the outside sees, in lower case.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Tells whether work on it goes on.
	 */
	public boolean isOpen() {
		return this == PENDING || this == IMPORTING;
	}

	/**
	 * Tells whether the target's tag was seen to have the source's digest.
	 */
	public boolean isArrival() {
		return this == SUCCEEDED || this == UNCHANGED;
	}

	/**
	 * Tells whether an operator may ask for another try.
	 */
	public boolean isRetryable() {
		return this == FAILED || this == GONE;
	}

	/**
	 * Tells whether the same push, coming again, brings nothing new.
	 */
	public boolean coversResend() {
		return !isRetryable() && this != KEPT;
	}

}
