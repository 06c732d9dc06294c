package dev.acrsync.database;

/**
 * A row of the ledger holds what this release cannot read: somebody has changed it by
 * hand, or a newer release wrote it.
 */
public class DamagedRowException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String table;

	private final String key;

	private final String reason;

	public DamagedRowException(String table, String key, String reason) {
		this.table = table;
		this.key = key;
		this.reason = reason;
	}

	public static DamagedRowException onDamagedPage(String table, String key) {
		return new DamagedRowException(table, key, "its page in the database is damaged");
	}

	/**
	 * Tells whether something failed since the ledger cannot be read, or written, there.
	 */
	public static boolean isCauseOf(RuntimeException failure) {
		return failure instanceof DamagedRowException || DamagedPages.isCauseOf(failure);
	}

	/**
	 * Says which row it is, why it cannot be read, and what to do.
	 */
	@Override
	public String getMessage() {
		return "Row '%s' of table %s cannot be read: %s. Mend it, or have the tag pushed again".formatted(this.key,
				this.table, this.reason);
	}

	/**
	 * Returns which row it is.
	 */
	public String key() {
		return this.key;
	}

}
