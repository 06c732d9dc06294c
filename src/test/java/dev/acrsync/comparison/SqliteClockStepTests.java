package dev.acrsync.comparison;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * Clocks that are set, on the embedded database.
 */
class SqliteClockStepTests extends ClockStepTests {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

}
