package dev.acrsync.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.acrsync.SettableClock;
import dev.acrsync.sandbox.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.acrsync.ledger.Pushes.digest;
import static dev.acrsync.ledger.Pushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What becomes of the claims of a process that was killed.
 */
class TakeOverTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	@Test
	void theEmbeddedDatabaseHasOneProcessSoThatItsSuccessorTakesOverAtOnce(@TempDir Path directory) {
		try (TestLedger opened = new TestLedger("jdbc:sqlite:" + directory.resolve("ledger.db"), this.clock)) {
			Ledger ledger = opened.ledger();
			Claim killed = claimed(ledger, "killed");
			assertThat(ledger.claim("prod", 1, "successor", List.of(), LEASE)).isEmpty();
			assertThat(ledger.takeOver()).isEqualTo(1);
			List<Claim> taken = ledger.claim("prod", 1, "successor", List.of(), LEASE);
			assertThat(taken).hasSize(1);
			assertThatExceptionOfType(LeaseLostException.class)
				.isThrownBy(() -> ledger.finish(killed, Outcome.arrived(State.SUCCEEDED, digest('a'))));
			ledger.finish(taken.getFirst(), Outcome.arrived(State.SUCCEEDED, digest('a')));
			assertThat(ledger.takeOver()).isZero();
		}
	}

	@Test
	void onASharedDatabaseTheOtherMayBeAliveAndKeepsItsClaims() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		try (PostgresServer server = PostgresServer.start();
				TestLedger opened = new TestLedger(server.createDatabase(), this.clock)) {
			Ledger ledger = opened.ledger();
			Claim other = claimed(ledger, "other");
			assertThat(ledger.takeOver()).isZero();
			assertThat(ledger.claim("prod", 1, "successor", List.of(), LEASE)).isEmpty();
			ledger.finish(other, Outcome.arrived(State.SUCCEEDED, digest('a')));
		}
	}

	private static Claim claimed(Ledger ledger, String instance) {
		ledger.accept(push("v1", digest('a')));
		return ledger.claim("prod", 1, instance, List.of(), LEASE).getFirst();
	}

}
