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
	 * The source was watched, and the tag had been pushed.
	 */
	WATCH,

	/**
	 * The registries were compared, and differed.
	 */
	RECONCILE,

	/**
	 * The repository was seen for the first time.
	 */
	BACKFILL,

	/**
	 * It is brought once more: something that belongs to it was pushed after it, or an
	 * operation moved the tag back that was thought to be over.
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
		return this != RECONCILE && this != BACKFILL;
	}

	/**
	 * Tells whether it is made for a push as such, and not for what a target lacks.
	 */
	public boolean isOfPush() {
		return this == EVENT || this == WATCH;
	}

	static ImportOrigin of(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT));
	}

}
