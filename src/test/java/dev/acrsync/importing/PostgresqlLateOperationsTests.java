package dev.acrsync.importing;

import dev.acrsync.sandbox.SharedPostgres;

/**
 * Late copies with two replicas on a real PostgreSQL.
 */
class PostgresqlLateOperationsTests extends LateOperationsTests {

	private final String url = SharedPostgres.createDatabase();

	@Override
	String url() {
		return this.url;
	}

}
