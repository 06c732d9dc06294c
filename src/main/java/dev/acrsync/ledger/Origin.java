package dev.acrsync.ledger;

import java.util.Locale;

/**
 * What an import was made for.
 */
public enum Origin {

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
	BACKFILL;

	/**
	 * Returns the name that the outside sees, in lower case.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Origin of(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT));
	}

}
