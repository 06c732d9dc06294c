package dev.acrsync.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportState;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.scenario.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.acrsync.ledger.TestPushes.digest;
import static dev.acrsync.ledger.TestPushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What becomes of the claims of a process that was killed.
 */
class TakeOverTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final AtomicInteger claims = new AtomicInteger();

	@Test
	void theEmbeddedDatabaseHasOneProcessSoThatItsSuccessorTakesOverAtOnce(@TempDir Path directory) {
		try (TestLedger opened = TestLedger.in(directory, this.clock)) {
			Ledger ledger = opened.ledger();
			Claim killed = claimed(opened, "killed");
			assertThat(claim(opened, 1)).isEmpty();
			assertThat(ledger.takeOver()).isEqualTo(1);
			assertThat(claim(opened, 1)).as("at once").isEmpty();
			this.clock.goOn(Duration.ofMinutes(1));
			List<Claim> taken = claim(opened, 1);
			assertThat(taken).hasSize(1);
			assertThatExceptionOfType(LeaseLostException.class)
				.isThrownBy(() -> ledger.finish(killed, ImportOutcome.arrived(ImportState.SUCCEEDED, digest('a'))));
			ledger.finish(taken.getFirst(), ImportOutcome.arrived(ImportState.SUCCEEDED, digest('a')));
			assertThat(ledger.takeOver()).isZero();
		}
	}

	@Test
	void onASharedDatabaseTheOtherMayBeAliveAndKeepsItsClaims() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		try (PostgresServer server = PostgresServer.start();
				TestLedger opened = new TestLedger(server.createDatabase(), this.clock)) {
			Ledger ledger = opened.ledger();
			Claim other = claimed(opened, "other");
			assertThat(ledger.takeOver()).isZero();
			assertThat(claim(opened, 1)).isEmpty();
			ledger.finish(other, ImportOutcome.arrived(ImportState.SUCCEEDED, digest('a')));
		}
	}

	@Test
	void whatWasUnderWayComesBackAloneAndAfterEverythingElse(@TempDir Path directory) {
		try (TestLedger opened = TestLedger.in(directory, this.clock)) {
			for (String tag : List.of("v1", "v2", "v3")) {
				opened.ledger().accept(push(tag, digest('a')));
			}
			assertThat(opened.claim("prod", 3, "killed", List.of(), LEASE)).hasSize(3);
			for (String tag : List.of("v4", "v5")) {
				opened.ledger().accept(push(tag, digest('a')));
			}
			assertThat(opened.ledger().takeOver()).isEqualTo(3);
			this.clock.goOn(Duration.ofMinutes(1));
			List<Claim> claims = claim(opened, 9);
			assertThat(claims).extracting((claim) -> claim.record().push().image().tag().value())
				.containsExactly("v4", "v5", "v1");
			assertThat(claims).extracting(Claim::deaths).containsExactly(0, 0, 1);
			assertThat(claim(opened, 9)).as("one at a time").isEmpty();
			assertThat(opened.ledger().trust(claims.getLast())).isTrue();
			List<Claim> next = claim(opened, 9);
			assertThat(next).extracting((claim) -> claim.record().push().image().tag().value()).containsExactly("v2");
			opened.ledger().finish(next.getFirst(), ImportOutcome.arrived(ImportState.SUCCEEDED, digest('a')));
			assertThat(claim(opened, 9)).extracting((claim) -> claim.record().push().image().tag().value())
				.containsExactly("v3");
		}
	}

	@Test
	void theDelayDoublesWithEachDeathAndANewPushDoesNotShortenIt(@TempDir Path directory) {
		try (TestLedger opened = TestLedger.in(directory, this.clock)) {
			claimed(opened, "killed");
			for (int minutes : IntStream.iterate(1, (it) -> 2 * it).limit(6).toArray()) {
				opened.ledger().takeOver();
				assertThat(opened.records()
					.find(Optional.of(ImportState.PENDING), Optional.empty(), Optional.empty(), 1)
					.records()
					.getFirst()
					.progress()
					.error()
					.map(ImportProgress.RecordedFailure::code)).contains("process-died");
				opened.ledger().accept(push("v1", digest("abcdef".charAt(Integer.numberOfTrailingZeros(minutes)))));
				this.clock.goOn(Duration.ofMinutes(minutes).minusMillis(1));
				assertThat(claim(opened, 1)).as("before %d minutes", minutes).isEmpty();
				this.clock.goOn(Duration.ofMillis(1));
				assertThat(claim(opened, 1)).as("after %d minutes", minutes).hasSize(1);
			}
		}
	}

	@Test
	void whatIsOverdueDoesNotWaitForEverythingElse(@TempDir Path directory) {
		try (TestLedger opened = TestLedger.in(directory, this.clock)) {
			claimed(opened, "killed");
			opened.ledger().takeOver();
			SuspectTrial trial = new SuspectTrial(Duration.ofMinutes(30), 1, 1);
			this.clock.goOn(Duration.ofMinutes(31).minusMillis(1));
			assertThat(opened.ledger().claimSuspect("prod", Set.of("contoso"), trial, "one", LEASE)).isEmpty();
			this.clock.goOn(Duration.ofMillis(1));
			assertThat(opened.ledger().claimSuspect("prod", Set.of("fabrikam"), trial, "one", LEASE)).isEmpty();
			assertThat(opened.ledger().claimSuspect("prod", Set.of("contoso"), trial, "one", LEASE)).isPresent();
		}
	}

	private List<Claim> claim(TestLedger opened, int limit) {
		return opened.claim("prod", limit, "successor-" + this.claims.incrementAndGet(), List.of(), LEASE);
	}

	private static Claim claimed(TestLedger opened, String instance) {
		opened.ledger().accept(push("v1", digest('a')));
		return opened.claim("prod", 1, instance, List.of(), LEASE).getFirst();
	}

}
