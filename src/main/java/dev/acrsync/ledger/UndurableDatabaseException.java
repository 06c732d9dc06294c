package dev.acrsync.ledger;

/**
 * The service must not run on this database: it would lose what it has committed, or is
 * in use.
 */
class UndurableDatabaseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UndurableDatabaseException(String message) {
		super(message);
	}

}
