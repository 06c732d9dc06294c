package dev.acrsync.importing;

import dev.acrsync.sandbox.SharedPostgres;

/**
 * What was under way at a kill, in a real PostgreSQL.
 */
class PostgresqlSuspectsTests extends SuspectsTests {

	private final String url = SharedPostgres.createDatabase();

	@Override
	String url() {
		return this.url;
	}

}
