package dev.acrsync.records;

import java.util.Locale;

/**
 * What an import was made for.
 */
public enum ImportOrigin {

	/**
	 * An event announced the push.
	 */
	EVENT,

	/**
	 * The registries were compared, and differed.
	 */
	RECONCILE,

	/**
	 * The repository was seen for the first time.
	 */
	BACKFILL,

	/**
	 * An operation moved the tag back that was thought to be over.
	 */
	RECHECK;

	/**
	 * Returns the name that the outside sees, in lower case.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Tells whether it goes before what a comparison found.
	 */
	public boolean isUrgent() {
		return this == EVENT || this == RECHECK;
	}

	static ImportOrigin of(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT));
	}

}
