package dev.acrsync.ledger;

import dev.acrsync.sandbox.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The ledger on a real PostgreSQL.
 */
class PostgresqlLedgerTests extends LedgerTests {

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

	@Override
	void refuseBadTags(JdbcClient jdbc) {
		jdbc.sql("alter table imports add constraint refused check (tag <> 'bad')").update();
	}

}
