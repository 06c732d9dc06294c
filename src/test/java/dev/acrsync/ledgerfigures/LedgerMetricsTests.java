package dev.acrsync.ledgerfigures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.acrsync.ledger.TestLedger;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.scenario.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * How large the ledger is, and whether it can be used, on both databases.
 */
class LedgerMetricsTests {

	@TempDir
	Path directory;

	@Test
	void tellHowMuchOfItsDiskAnEmbeddedLedgerTakesAndWhatIsLeft() throws IOException {
		Path file = this.directory.resolve("ledger.db");
		try (TestLedger opened = open("jdbc:sqlite:" + file)) {
			SimpleMeterRegistry meters = metersOf(opened, Optional.of(file));
			assertThat(value(meters, "acr.sync.ledger")).isGreaterThanOrEqualTo(Files.size(file));
			assertThat(value(meters, "acr.sync.ledger.free")).isPositive();
			assertThat(value(meters, "acr.sync.ledger.usable")).isEqualTo(1);
		}
	}

	@Test
	void tellThatALedgerCannotBeUsed() throws IOException {
		Path file = this.directory.resolve("ledger.db");
		try (TestLedger opened = open("jdbc:sqlite:" + file)) {
			Files.delete(file);
			assertThat(value(metersOf(opened, Optional.of(file)), "acr.sync.ledger.usable")).isZero();
		}
	}

	@Test
	void tellHowLargeADatabaseOfPostgresqlIs() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		try (PostgresServer server = PostgresServer.start(); TestLedger opened = open(server.createDatabase())) {
			SimpleMeterRegistry meters = metersOf(opened, Optional.empty());
			assertThat(value(meters, "acr.sync.ledger")).isGreaterThan(1_000_000);
			assertThat(meters.find("acr.sync.ledger.free").gauge()).isNull();
			assertThat(value(meters, "acr.sync.ledger.usable")).isEqualTo(1);
		}
	}

	private static TestLedger open(String url) {
		return new TestLedger(url, new SettableClock("2026-03-01T12:00:00Z"));
	}

	private static SimpleMeterRegistry metersOf(TestLedger opened, Optional<Path> file) {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		new LedgerMetrics(opened.ledger(), opened.jdbc(), file).bindTo(meters);
		return meters;
	}

	private static double value(SimpleMeterRegistry meters, String name) {
		return meters.get(name).gauge().value();
	}

}
