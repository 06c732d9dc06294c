package dev.acrsync.database;

/**
 * Says what cures a database that cannot be written, or read.
 */
public final class DatabaseCure {

	private DatabaseCure() {
	}

	/**
	 * Returns one sentence without its end.
	 */
	public static String of(RuntimeException failure) {
		if (DamagedPages.isCauseOf(failure)) {
			return "Restore a backup, or have the readable rest copied: docs/durability.md";
		}
		return (failure.getCause() instanceof UnlinkedDatabaseException)
				? "Put the same file back, or a backup, and restart the service: docs/durability.md"
				: "See that it runs, that its disk is not full, and that no other process holds a lock on it: "
						+ "the service then goes on by itself";
	}

}
