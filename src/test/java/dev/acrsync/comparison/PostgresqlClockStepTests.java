package dev.acrsync.comparison;

import dev.acrsync.sandbox.SharedPostgres;

/**
 * Clocks that are set, on a real PostgreSQL.
 */
class PostgresqlClockStepTests extends ClockStepTests {

	private final String url = SharedPostgres.createDatabase();

	@Override
	String url() {
		return this.url;
	}

}
