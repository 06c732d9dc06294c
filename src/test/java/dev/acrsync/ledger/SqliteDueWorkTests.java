package dev.acrsync.ledger;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * Due work in the embedded database.
 */
class SqliteDueWorkTests extends DueWorkTests {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

	@Override
	boolean hasClock() {
		return false;
	}

}
