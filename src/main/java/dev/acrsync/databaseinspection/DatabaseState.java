package dev.acrsync.databaseinspection;

/**
 * What the ledger's database is good for.
 */
public sealed interface DatabaseState {

	/**
	 * It will do.
	 *
	 * @param message where it is, and in which state
	 */
	record Usable(String message) implements DatabaseState {
	}

	/**
	 * It may do, and may not.
	 *
	 * @param message what is doubtful
	 * @param cure what to do
	 */
	record Uncertain(String message, String cure) implements DatabaseState {
	}

	/**
	 * It will not do.
	 *
	 * @param message what is wrong; never a password
	 * @param cure what to do
	 */
	record Unusable(String message, String cure) implements DatabaseState {
	}

}
