package dev.acrsync.sandbox;

import java.util.Optional;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * One real PostgreSQL for all tests that want no more than a database of their own in it;
 * it is gone when the tests are.
 */
public final class SharedPostgres {

	private static Optional<PostgresServer> server = Optional.empty();

	private SharedPostgres() {
	}

	/**
	 * Makes an empty database, and returns its URL. Ends the test where PostgreSQL is not
	 * installed.
	 */
	public static synchronized String createDatabase() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		if (server.isEmpty()) {
			server = Optional.of(PostgresServer.start());
		}
		return server.get().createDatabase();
	}

}
