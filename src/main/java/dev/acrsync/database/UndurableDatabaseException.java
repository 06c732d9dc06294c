package dev.acrsync.database;

/**
 * The service must not run on this database: it would lose what it has committed, is in
 * use, or cannot be written to.
 */
public class UndurableDatabaseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UndurableDatabaseException(String message) {
		super(message);
	}

	UndurableDatabaseException(String message, Throwable cause) {
		super(message, cause);
	}

}
