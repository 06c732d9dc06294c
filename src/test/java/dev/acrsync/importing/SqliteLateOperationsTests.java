package dev.acrsync.importing;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * Late copies with the embedded database.
 */
class SqliteLateOperationsTests extends LateOperationsTests {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

}
