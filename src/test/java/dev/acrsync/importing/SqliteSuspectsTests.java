package dev.acrsync.importing;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * What was under way at a kill, in the embedded database.
 */
class SqliteSuspectsTests extends SuspectsTests {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

}
