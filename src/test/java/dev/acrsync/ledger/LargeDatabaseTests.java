package dev.acrsync.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leaves a large ledger where {@code -Dacr-sync.ledger-file} says, for a service to be
 * started on it.
 */
class LargeDatabaseTests {

	@Test
	@EnabledIfSystemProperty(named = "acr-sync.ledger-file", matches = ".+")
	void leavesALargeLedger() throws Exception {
		Path file = Path.of(System.getProperty("acr-sync.ledger-file"));
		int rows = Integer.getInteger("acr-sync.ledger-rows", 200_000);
		new TestLedger("jdbc:sqlite:" + file, Clock.systemUTC()).close();
		LargeDatabase.fill(file, rows, Instant.now());
		assertThat(Files.size(file)).isGreaterThan(100L * rows);
	}

}
