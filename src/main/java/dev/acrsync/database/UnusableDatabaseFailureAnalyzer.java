package dev.acrsync.database;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/**
 * Shows why the database cannot be reached or used, without a stack trace.
 */
class UnusableDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

	/** How PostgreSQL's driver marks what it did not expect, such as no token. */
	private static final String UNEXPECTED = "99999";

	private final Environment environment;

	UnusableDatabaseFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
		Optional<String> full = new FullDisk(file()).find(rootFailure);
		if (full.isPresent()) {
			return new FailureAnalysis(full.get(), "Then start it again: nothing that was accepted is lost.", cause);
		}
		return new FailureAnalysis("The database at " + url() + " cannot be used: " + reason(cause), DamagedPages
			.isCauseOf(cause)
					? "Its file is damaged: restore a backup, or have the readable rest copied (docs/durability.md)."
					: action(),
				cause);
	}

	private Optional<Path> file() {
		return fullUrl().startsWith("jdbc:sqlite:") ? DatabaseDialect.of(fullUrl()).file(fullUrl()) : Optional.empty();
	}

	private String action() {
		return fullUrl().contains("authenticationPluginClassName")
				? "Check that it runs, that the identity in spring.datasource.url (azure.clientId) is assigned to this "
						+ "machine, app or pod, and that the database has a user for it with the name in "
						+ "spring.datasource.username (select * from pgaadauth_list_principals(false))."
				: "Check that it runs, and spring.datasource.url, spring.datasource.username and spring.datasource.password.";
	}

	/** Without its parameters, which may hold a password. */
	private String url() {
		return fullUrl().replaceFirst("\\?.*", "");
	}

	private String fullUrl() {
		return this.environment.getProperty("spring.datasource.url", "");
	}

	private static String reason(SQLException exception) {
		SQLException innermost = innermost(exception);
		if (!UNEXPECTED.equals(innermost.getSQLState()) || innermost.getCause() == null) {
			return String.valueOf(innermost.getMessage());
		}
		return "no login was tried: " + String.valueOf(innermost.getCause().getMessage()).lines().findFirst().orElse("")
				+ ": " + NestedExceptionUtils.getMostSpecificCause(innermost);
	}

	private static SQLException innermost(SQLException exception) {
		SQLException innermost = exception;
		for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
			innermost = (cause instanceof SQLException deeper) ? deeper : innermost;
		}
		return innermost;
	}

}
