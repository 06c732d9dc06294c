package dev.acrsync.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows why the database will not do, without a stack trace.
 */
class UndurableDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UndurableDatabaseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UndurableDatabaseException cause) {
		return new FailureAnalysis("The database will not do: " + cause.getMessage(),
				"Do what is said there, or give the service another database: spring.datasource.url.", cause);
	}

}
