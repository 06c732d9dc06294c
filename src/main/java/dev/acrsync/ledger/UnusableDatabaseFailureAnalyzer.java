package dev.acrsync.ledger;

import java.sql.SQLException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Shows why the database cannot be reached or used, without a stack trace.
 */
class UnusableDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

	private final Environment environment;

	UnusableDatabaseFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
		return new FailureAnalysis("The database at " + url() + " cannot be used: " + innermost(cause).getMessage(),
				"Check that it runs, and spring.datasource.url, spring.datasource.username and spring.datasource.password.",
				cause);
	}

	/** Without its parameters, which may hold a password. */
	private String url() {
		return this.environment.getProperty("spring.datasource.url", "").replaceFirst("\\?.*", "");
	}

	private static SQLException innermost(SQLException exception) {
		SQLException innermost = exception;
		for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
			innermost = (cause instanceof SQLException deeper) ? deeper : innermost;
		}
		return innermost;
	}

}
