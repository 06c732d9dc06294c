package dev.acrsync.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.inventory.ComparisonBudget;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ComparisonRun}, with a real ledger and registries in memory: what one
 * comparison does not come to.
 */
class ComparisonRunTests extends ComparisonStage {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

	@Test
	void goesOnWhereTheTimeWasOver() {
		for (int i = 10; i < 30; i++) {
			this.registries.put(VENDOR + "team/r" + i + ":v1", TestPushes.digest('a'), START);
		}
		ComparisonRecorder first = pass("team/*", Duration.ofSeconds(2));
		int found = first.progress().found();
		assertThat(found).isBetween(2, 18);
		assertThat(first.trouble()).isEmpty();
		CompletenessReport.ReportRow row = row("team/*");
		assertThat(row.complete()).isFalse();
		assertThat(row.uncheckedReasons()).extracting(CompletenessReport.UncheckedPart::reason)
			.contains(
					"The time that one comparison has for a source was over after repository 'team/r%d': the next goes on there"
						.formatted(9 + found));
		this.ledger.close();
		open();
		for (int passes = 0; found < 20; passes++) {
			assertThat(passes).isLessThan(12);
			this.clock.goOn(Duration.ofHours(1));
			found += pass("team/*", Duration.ofSeconds(2)).progress().found();
		}
		assertThat(row("team/*")).satisfies((done) -> {
			assertThat(done.matching()).isEqualTo(20);
			assertThat(done.unchecked()).isZero();
			assertThat(done.checkedAt()).isNotNull();
		});
	}

	@Test
	void comparesMoreTagsThanFitTheMemoryPartByPart() {
		int tags = ComparisonBudget.MOST_TAGS + 50;
		for (int i = 0; i < tags; i++) {
			this.registries.put(VENDOR + "team/app:v%05d".formatted(i), TestPushes.digest('a'), START);
			this.registries.put("customer.azurecr.io/team/app:v%05d".formatted(i),
					TestPushes.digest((i % 1_000 == 0) ? 'b' : 'a'), START);
		}
		assertThat(pass("team/app", Duration.ofHours(1)).progress().found()).isEqualTo(10);
		assertThat(row("team/app").uncheckedReasons()).extracting(CompletenessReport.UncheckedPart::reason)
			.containsExactly(
					"Its tags are too many for one comparison, or come too slowly: this one has compared 10000 of "
							+ "those that rules name, and the next goes on after 'v09999'");
		assertThat(pass("team/app", Duration.ofHours(1)).progress().found()).isEqualTo(1);
		assertThat(row("team/app")).satisfies((row) -> {
			assertThat(row.complete()).isFalse();
			assertThat(row.uncheckedReasons()).extracting(CompletenessReport.UncheckedPart::reason)
				.containsExactly(
						"Its tags are too many for one comparison, or come too slowly: this one has compared 50 of "
								+ "those that rules name, and the next begins anew");
			assertThat(row.images()).containsEntry("present", 49L).containsEntry("importing", 11L);
		});
	}

	@Test
	void comparesWhatRulesNameThoughTheCatalogHasSlowPagesThatNameNothing() {
		this.registries.put(VENDOR + "team/app:v1", TestPushes.digest('a'), START);
		this.registries.emptyPages(10_000, () -> this.clock.goOn(Duration.ofSeconds(10)));
		assertThat(pass("team/app,other/*", Duration.ofHours(1)).progress().found()).isEqualTo(1);
		assertThat(row("team/app,other/*").uncheckedReasons()).extracting(CompletenessReport.UncheckedPart::reason)
			.containsExactly("The catalog cannot be read, so repositories that a wildcard names and that were never "
					+ "seen before are not compared (name them without a wildcard, or allow the credentials to list): "
					+ ComparisonBudget.NOTHING_IN_TIME);
	}

	@Test
	void saysThatNothingIsComparedWhereACatalogIsHiddenFromRulesWithWildcards() {
		this.registries.put(VENDOR + "tripinsights/poi:v1", TestPushes.digest('a'), START);
		this.registries.listsNo("repositories", "contoso.azurecr.io", UnreadableCause.UNAUTHORIZED);
		ComparisonRecorder recorder = pass("tripinsights/*", Duration.ofHours(1));
		assertThat(recorder.trouble()).hasValueSatisfying((trouble) -> assertThat(trouble)
			.contains("Nothing is compared", "acr-sync.sources.contoso.rules[<n>].repositories"));
		assertThat(row("tripinsights/*").uncheckedReasons()).extracting(CompletenessReport.UncheckedPart::reason)
			.singleElement()
			.asString()
			.startsWith("Nothing is compared");
		this.ledger.ledger().accept(TestPushes.push("v0", TestPushes.digest('a')));
		assertThat(pass("tripinsights/*", Duration.ofHours(1)).progress().found()).isEqualTo(1);
		assertThat(row("tripinsights/*").uncheckedReasons().getFirst().reason())
			.startsWith("The catalog cannot be read");
	}

	@Test
	void leavesWhatWasDeletedAtTheTargetIfItsRuleSaysSoAlsoWhenNoImportTellsOfItAnyMore() {
		for (String tag : List.of("v1", "v2")) {
			this.registries.put(VENDOR + "team/app:" + tag, TestPushes.digest('a'), START);
			this.registries.put("customer.azurecr.io/team/app:" + tag, TestPushes.digest('a'), START);
		}
		pass(DeletedAtTarget.LEAVE);
		this.registries.remove("customer.azurecr.io/team/app:v1");
		this.ledger.close();
		open();
		for (int i = 0; i < 2; i++) {
			this.clock.goOn(Duration.ofHours(1));
			assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).isZero();
			assertThat(row("team/app")).satisfies((row) -> {
				assertThat(row.complete()).isTrue();
				assertThat(row.images()).containsEntry("present", 1L).containsEntry("removed", 1L);
			});
		}
		this.registries.put(VENDOR + "team/app:v3", TestPushes.digest('a'), this.clock.instant());
		assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).as("never was there").isEqualTo(1);
		this.registries.put(VENDOR + "team/app:v1", TestPushes.digest('b'), this.clock.instant());
		assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).as("a new push is a new wish").isEqualTo(1);
		this.registries.remove("customer.azurecr.io/team/app:v2");
		assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).isZero();
		assertThat(pass(DeletedAtTarget.RESTORE).progress().found()).isEqualTo(1);
	}

	@Test
	void leavesATagToTheSourceWhoseImportHasMadeItAlsoWhenNoImportTellsOfItAnyMore() {
		String poi = "tripinsights/poi";
		this.ledger.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
		this.ledger.claim("prod", 1, "test", List.of(), Duration.ofMinutes(1))
			.forEach((claim) -> this.ledger.ledger()
				.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, TestPushes.digest('a'))));
		this.registries.put(VENDOR + poi + ":v1", TestPushes.digest('a'), START);
		this.registries.put("fabrikam.azurecr.io/" + poi + ":v1", TestPushes.digest('b'), START);
		this.registries.put("customer.azurecr.io/" + poi + ":v1", TestPushes.digest('a'), START);
		Settings both = settings(Map.of("contoso", source("contoso", "tripinsights/*", DeletedAtTarget.RESTORE),
				"fabrikam", source("fabrikam", "tripinsights/*", DeletedAtTarget.RESTORE)));
		for (int i = 0; i < 3; i++) {
			assertThat(pass(both, Duration.ofHours(1)).progress().found()).isZero();
			List<CompletenessReport.ReportRow> rows = report(both).rows();
			assertThat(rows.getFirst().complete()).isTrue();
			assertThat(rows.getLast().complete()).isFalse();
			assertThat(rows.getLast().images()).containsEntry("present", 0L).containsEntry("other-source", 1L);
			assertThat(rows.getLast().otherSource())
				.containsExactly("customer.azurecr.io/tripinsights/poi:v1 belongs to contoso/tripinsights/poi");
			this.clock.goOn(Duration.ofDays(100));
			this.ledger.ledger().removeFinished(this.clock.instant(), 10);
		}
		assertThat(pass(settings(Map.of("fabrikam", source("fabrikam", "tripinsights/*", DeletedAtTarget.RESTORE))),
				Duration.ofHours(1))
			.progress()
			.found()).as("nobody else wants it").isEqualTo(1);
	}

}
