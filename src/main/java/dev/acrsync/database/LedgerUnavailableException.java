package dev.acrsync.database;

import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.TransactionException;

/**
 * Something could not be written, or is not known to have been written, to the ledger's
 * database.
 */
public class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * Tells whether another write would fare no better: the database is not there, or
	 * takes too long. Else what was to be written may be the reason.
	 */
	public boolean isOutage() {
		return !DamagedPages.isCauseOf(this) && switch (getCause()) {
			case null -> true;
			case LedgerUnavailableException reason -> reason.isOutage();
			case TimeoutException _, InterruptedException _, TransactionException _, UnlinkedDatabaseException _,
					TransientDataAccessResourceException _, DataAccessResourceFailureException _ ->
				true;
			default -> false;
		};
	}

}
