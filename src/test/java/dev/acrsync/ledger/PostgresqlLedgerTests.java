package dev.acrsync.ledger;

import dev.acrsync.sandbox.PgBouncer;
import dev.acrsync.sandbox.SharedPostgres;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * The ledger on a real PostgreSQL, where no {@link PooledLedgerTests} do the same.
 */
class PostgresqlLedgerTests extends LedgerTests {

	private final String url = SharedPostgres.createDatabase();

	@BeforeAll
	static void leaveIt() {
		assumeFalse(PgBouncer.isInstalled(), "The same tests are made through PgBouncer");
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
