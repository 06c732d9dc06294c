package dev.acrsync.resumption;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import dev.acrsync.ledger.TestLedger;
import dev.acrsync.sandbox.SharedPostgres;
import dev.acrsync.scenario.SettableClock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A trial that had no end is known, in another process too.
 */
class MessageTrialsTests {

	@TempDir
	static Path directory;

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	static Stream<String> databases() {
		return Stream.of("jdbc:sqlite:" + directory.resolve("ledger.db"), SharedPostgres.createDatabase());
	}

	@ParameterizedTest
	@MethodSource("databases")
	void whatHadNoEndIsCountedUntilItHasOne(String url) {
		try (TestLedger ledger = new TestLedger(url, this.clock)) {
			assertThat(trials(ledger).begin("contoso", "one")).isZero();
			assertThat(trials(ledger).begin("contoso", "one")).isEqualTo(1);
			assertThat(trials(ledger).begin("fabrikam", "one")).isZero();
			MessageTrials trials = trials(ledger);
			assertThat(trials.begin("contoso", "one")).isEqualTo(2);
			trials.end("contoso", "one");
			assertThat(trials.begin("contoso", "one")).isZero();
			this.clock.goOn(Duration.ofDays(31));
			assertThat(trials.begin("fabrikam", "one")).isZero();
			assertThat(ledger.jdbc().sql("select count(*) from message_trials").query(Integer.class).single())
				.isEqualTo(1);
		}
	}

	@ParameterizedTest
	@MethodSource("databases")
	void anEndThatCouldNotBeWrittenDownIsAnEnd(String url) {
		try (TestLedger ledger = new TestLedger(url, this.clock)) {
			MessageTrials trials = trials(ledger);
			trials.begin("contoso", "two");
			ledger.jdbc().sql("alter table message_trials rename to away").update();
			trials.end("contoso", "two");
			ledger.jdbc().sql("alter table away rename to message_trials").update();
			assertThat(trials.begin("contoso", "two")).isZero();
			assertThat(trials.begin("contoso", "two")).isEqualTo(1);
		}
	}

	private MessageTrials trials(TestLedger ledger) {
		return new MessageTrials(ledger.ledger(), ledger.jdbc(), this.clock);
	}

}
