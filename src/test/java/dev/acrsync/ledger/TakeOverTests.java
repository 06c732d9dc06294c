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
			ledger.starting(killed, "request", digest('a'));
			ledger.running(killed, "registries-request", "https://management.azure.com/operation");
			assertThat(ledger.claim("prod", 1, "successor", List.of(), LEASE)).isEmpty();
			assertThat(ledger.takeOver()).isEqualTo(1);
			List<Claim> taken = ledger.claim("prod", 1, "successor", List.of(), LEASE);
			assertThat(taken).extracting((claim) -> claim.started().flatMap(Claim.Started::location).orElse(""))
				.containsExactly("https://management.azure.com/operation");
			assertThat(ledger.finish(killed, Outcome.arrived(State.SUCCEEDED, digest('a')))).isFalse();
			assertThat(ledger.finish(taken.getFirst(), Outcome.arrived(State.SUCCEEDED, digest('a')))).isTrue();
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
			assertThat(ledger.finish(other, Outcome.arrived(State.SUCCEEDED, digest('a')))).isTrue();
		}
	}

	private static Claim claimed(Ledger ledger, String instance) {
		ledger.accept(push("v1", digest('a')));
		return ledger.claim("prod", 1, instance, List.of(), LEASE).getFirst();
	}

}
