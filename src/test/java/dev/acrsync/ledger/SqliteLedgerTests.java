package dev.acrsync.ledger;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The ledger on the embedded database.
 */
class SqliteLedgerTests extends LedgerTests {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

	@Override
	void refuseBadTags(JdbcClient jdbc) {
		jdbc.sql("""
				create trigger refuse before insert on imports when new.tag = 'bad'
				begin select raise(abort, 'refused by the test'); end
				""").update();
	}

}
