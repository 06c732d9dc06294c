package dev.acrsync.ledger;

import dev.acrsync.sandbox.SharedPostgres;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The ledger on a real PostgreSQL.
 */
class PostgresqlLedgerTests extends LedgerTests {

	private final String url = SharedPostgres.createDatabase();

	@Override
	String url() {
		return this.url;
	}

	@Override
	void refuseBadTags(JdbcClient jdbc) {
		jdbc.sql("alter table imports add constraint refused check (tag <> 'bad')").update();
	}

}
