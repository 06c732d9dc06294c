package dev.acrsync.companions;

import dev.acrsync.sandbox.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is looked at again, as told by a real PostgreSQL.
 */
class PostgresqlReferrerFollowUpTests extends ReferrerFollowUpTests {

	private static PostgresServer server;

	private final String url = server.createDatabase();

	@BeforeAll
	static void start() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		server = PostgresServer.start();
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	@Override
	String url() {
		return this.url;
	}

}
