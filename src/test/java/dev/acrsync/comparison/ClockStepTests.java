package dev.acrsync.comparison;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.rules.Backfill;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A clock was a year ahead and is corrected: no time that comparisons wrote down
 * meanwhile hides an image, holds anything up, or proves anything.
 */
abstract class ClockStepTests extends ComparisonStage {

	private static final Duration YEAR = Duration.ofDays(365);

	private static final Duration HOUR = Duration.ofHours(1);

	private static final String POI = "tripinsights/poi";

	private static final String THERE = "customer.azurecr.io/" + POI;

	private static final Digest A = TestPushes.digest('a');

	@Test
	void aRepositoryThatIsNewAfterAComparisonAheadIsBrought() {
		Settings later = settings(
				Map.of("contoso", source("contoso", "team/*", DeletedAtTarget.RESTORE, new Backfill.None())));
		ahead(() -> pass(later, HOUR));
		this.registries.put(VENDOR + "team/new:v1", A, this.clock.instant());
		assertThat(pass(later, HOUR).progress().found()).isEqualTo(1);
	}

	@Test
	void aPushAfterAComparisonAheadIsMissedIfNoEventTellsOfIt() {
		this.registries.put(VENDOR + POI + ":v0", A, START).put(THERE + ":v0", A, START);
		ahead(() -> pass(POI, HOUR));
		this.registries.put(VENDOR + POI + ":v1", A, this.clock.instant());
		assertThat(pass(POI, HOUR).progress().found()).isEqualTo(1);
		this.clock.goOn(Duration.ofMinutes(3));
		assertThat(this.ledger.announcements().missed()).extracting((it) -> it.tag().value()).containsExactly("v1");
	}

	@Test
	void whatWasSeenAheadIsJudgedSoonAndByTheEventsOfNow() {
		this.registries.put(VENDOR + POI + ":v0", A, START).put(THERE + ":v0", A, START);
		pass(POI, HOUR);
		ahead(() -> {
			this.registries.put(VENDOR + POI + ":v1", A, this.clock.instant());
			this.registries.put(VENDOR + POI + ":v2", A, this.clock.instant());
			assertThat(pass(POI, HOUR).progress().found()).isEqualTo(2);
		});
		this.ledger.ledger().accept(TestPushes.push("v1", A));
		assertThat(this.ledger.announcements().missed()).extracting((it) -> it.tag().value()).containsExactly("v2");
		assertThat(this.ledger.announcements().missed()).as("each is counted once").isEmpty();
	}

	@Test
	void whatWasMissedAheadWasMissedBeforeNow() {
		this.registries.put(VENDOR + POI + ":v0", A, START).put(THERE + ":v0", A, START);
		pass(POI, HOUR);
		ahead(() -> {
			this.registries.put(VENDOR + POI + ":v1", A, this.clock.instant());
			pass(POI, HOUR);
			this.clock.goOn(Duration.ofMinutes(3));
			assertThat(this.ledger.announcements().missed()).hasSize(1);
			this.clock.goOn(Duration.ofMinutes(-3));
		});
		assertThat(this.ledger.announcements().totals().get("contoso").lastAt())
			.isBeforeOrEqualTo(this.clock.instant());
	}

	@Test
	void anImportThatEndedAheadIsNoProofThatItsImageIsThere() {
		ahead(() -> {
			this.ledger.ledger().accept(TestPushes.push("v1", A));
			finish(ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		});
		this.registries.put(VENDOR + POI + ":v1", A, START);
		assertThat(pass(POI, HOUR).progress().found()).isEqualTo(1);
		assertThat(row(POI).complete()).isFalse();
	}

	@Test
	void aDifferenceThatWasSeenAheadEndsWithTheComparisonThatSeesTheImage() {
		this.registries.put(VENDOR + POI + ":v1", A, START);
		ahead(() -> assertThat(pass(POI, HOUR).progress().found()).isEqualTo(1));
		assertThat(row(POI)).satisfies((row) -> {
			assertThat(row.complete()).isFalse();
			assertThat(row.oldestDifferenceSeconds()).isZero();
		});
		finish(ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		this.registries.put(THERE + ":v1", A, START);
		assertThat(pass(POI, HOUR).progress().found()).isZero();
		assertThat(row(POI).complete()).isTrue();
	}

	@Test
	void anImportThatFailedIsShownThoughAComparisonAheadHasSeenNothingOfIt() {
		this.registries.put(VENDOR + POI + ":v0", A, START).put(THERE + ":v0", A, START);
		ahead(() -> pass(POI, HOUR));
		assertThat(row(POI).complete()).isTrue();
		this.ledger.ledger().accept(TestPushes.push("v1", A));
		finish(ImportOutcome.withoutImage(ImportState.FAILED, "rejected", "no"));
		assertThat(row(POI).complete()).isFalse();
		assertThat(row(POI).images()).containsEntry("failed", 1L);
	}

	@Test
	void aRoundThatBeganAheadEndsAsOneOfNow() {
		for (int i = 10; i < 30; i++) {
			this.registries.put(VENDOR + "team/r" + i + ":v1", A, START);
		}
		ahead(() -> assertThat(pass("team/*", Duration.ofSeconds(2)).progress().found()).isBetween(1, 19));
		pass("team/*", HOUR);
		assertThat(this.ledger.checks().baseline("contoso").map(ComparisonRecord.RepositoryBaseline::at))
			.hasValueSatisfying((at) -> assertThat(at).isBetween(START, this.clock.instant()));
		assertThat(row("team/*").matching()).isEqualTo(20);
	}

	@Test
	void whatHasArrivedAheadIsLeftWhenItIsDeleted() {
		this.registries.put(VENDOR + POI + ":v1", A, START).put(THERE + ":v1", A, START);
		ahead(() -> pass(settings(POI, DeletedAtTarget.LEAVE), HOUR));
		this.registries.remove(THERE + ":v1");
		assertThat(pass(settings(POI, DeletedAtTarget.LEAVE), HOUR).progress().found()).isZero();
		assertThat(row(POI).images()).containsEntry("removed", 1L);
	}

	@Test
	void aClockThatIsSetBackHidesNothingOfWhatIsPushedThen() {
		this.registries.put(VENDOR + POI + ":v0", A, START).put(THERE + ":v0", A, START);
		pass(POI, HOUR);
		this.clock.goOn(HOUR.negated());
		this.registries.put(VENDOR + POI + ":v1", A, this.clock.instant());
		assertThat(pass(POI, HOUR).progress().found()).isEqualTo(1);
		assertThat(row(POI).oldestDifferenceSeconds()).isNotNegative();
		finish(ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		this.registries.put(THERE + ":v1", A, this.clock.instant());
		assertThat(pass(POI, HOUR).progress().found()).isZero();
		assertThat(row(POI).complete()).isTrue();
	}

	/**
	 * Does something while the clock is a year ahead.
	 */
	private void ahead(Runnable action) {
		this.clock.goOn(YEAR);
		action.run();
		this.clock.goOn(YEAR.negated());
	}

	private void finish(ImportOutcome outcome) {
		List<Claim> claims = this.ledger.claim("prod", 1, "test", List.of(), Duration.ofMinutes(1));
		assertThat(claims).hasSize(1);
		claims.forEach((claim) -> this.ledger.ledger().finish(claim, outcome));
	}

}
