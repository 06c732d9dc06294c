package dev.acrsync.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.acrsync.comparisonrecords.CompletenessReports;
import dev.acrsync.comparisonrecords.CompletenessSums;
import dev.acrsync.image.RuleReference;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.TargetImage;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.sandbox.SharedPostgres;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What waits is counted by the rules of now: in the database where those have let it in,
 * and one by one where others have.
 */
class UnsettledSumsTests {

	@TempDir
	static Path directory;

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	static Stream<String> databases() {
		return Stream.of("jdbc:sqlite:" + directory.resolve("ledger.db"), SharedPostgres.createDatabase());
	}

	@ParameterizedTest
	@MethodSource("databases")
	void whatWaitsIsCountedByTheRulesOfNow(String url) {
		Settings now = ComparisonStage.settings("tripinsights/*", DeletedAtTarget.RESTORE);
		Settings then = ComparisonStage.settings("*/poi", DeletedAtTarget.RESTORE);
		Settings others = ComparisonStage.settings("other", DeletedAtTarget.RESTORE);
		try (TestLedger ledger = new TestLedger(url, this.clock)) {
			for (int i = 0; i < 5; i++) {
				ledger.ledger().accept(push("now" + i, Optional.of(rule(now))));
			}
			ledger.ledger().accept(push("then", Optional.of(rule(then))));
			ledger.ledger().accept(push("unknown", Optional.empty()));
			CompletenessSums sums = ledger.completeness(this.clock);
			List<Long> visited = new ArrayList<>();
			sums.visitUnsettled(Map.of("contoso", now.sources().get("contoso").rules().fingerprint()), visited::clear,
					(one) -> visited.add(one.count().images()));
			assertThat(visited).containsExactlyInAnyOrder(5L, 1L, 1L);
			assertThat(waiting(now, ledger)).isEqualTo(7);
			assertThat(waiting(then, ledger)).isEqualTo(7);
			assertThat(waiting(others, ledger)).isZero();
		}
	}

	private long waiting(Settings settings, TestLedger ledger) {
		return new CompletenessReports(settings, ledger.completeness(this.clock), ledger.continuations(), this.clock)
			.report()
			.rows()
			.getFirst()
			.images()
			.get("importing");
	}

	private static RuleReference rule(Settings settings) {
		return settings.sources().get("contoso").rules().reference(0);
	}

	private static AllowedPush push(String tag, Optional<RuleReference> rule) {
		AllowedPush push = TestPushes.push(tag, TestPushes.digest('a'));
		return new AllowedPush(push.push(),
				push.targets().stream().map((it) -> new TargetImage(it.destination(), it.image(), rule)).toList());
	}

}
