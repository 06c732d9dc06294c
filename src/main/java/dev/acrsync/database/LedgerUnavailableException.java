package dev.acrsync.database;

import org.jspecify.annotations.Nullable;

/**
 * Something could not be written, or is not known to have been written, to the ledger's
 * database.
 */
public class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
