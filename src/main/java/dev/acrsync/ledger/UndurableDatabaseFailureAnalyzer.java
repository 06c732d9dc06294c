package dev.acrsync.ledger;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows why the database will not do, without a stack trace.
 */
class UndurableDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UndurableDatabaseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UndurableDatabaseException cause) {
		return new FailureAnalysis("The database is not durable, or not free: " + cause.getMessage(),
				"Give it a database of its own that keeps what it commits: SQLite with journal_mode=WAL and synchronous=FULL, "
						+ "or PostgreSQL with fsync and synchronous_commit on.",
				cause);
	}

}
