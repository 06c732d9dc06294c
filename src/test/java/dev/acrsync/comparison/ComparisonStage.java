package dev.acrsync.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.comparisonrecords.CompletenessReports;
import dev.acrsync.inventory.RepositoryScopes;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.rules.Backfill;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TestRule;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.tracing.Tracing;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;

/**
 * What comparisons need, with a real ledger and registries in memory.
 */
abstract class ComparisonStage {

	static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	/** So long a registry takes for each answer. */
	private static final Duration ANSWER = Duration.ofMillis(200);

	static final String VENDOR = "contoso.azurecr.io/";

	final SettableClock clock = new SettableClock(START.toString());

	final FakeRegistries registries = new FakeRegistries();

	@AutoClose
	TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger(url(), this.clock);
	}

	/**
	 * Returns the URL of the database of this test, the same each time.
	 */
	abstract String url();

	ComparisonRecorder pass(DeletedAtTarget deleted) {
		return pass(settings("team/app", deleted), Duration.ofHours(1));
	}

	ComparisonRecorder pass(String repositories, Duration time) {
		return pass(settings(repositories, DeletedAtTarget.RESTORE), time);
	}

	ComparisonRecorder pass(Settings settings, Duration time) {
		this.registries.onAsked((_) -> this.clock.goOn(ANSWER));
		ComparisonRecorder recorder = new ComparisonRecorder("pass", this.ledger.ledger(), this.ledger.checks(),
				this.ledger.rounds(), this.ledger.continuations(), this.clock, Tracing.OFF);
		comparison(settings, time).run(recorder);
		return recorder;
	}

	ComparisonRun comparison(Settings settings, Duration time) {
		return new ComparisonRun(settings,
				new RepositoryScopes(settings, this.ledger.checks(), this.ledger.continuations()),
				new RepositoryComparer(settings, this.ledger.checks(), this.ledger.continuations(), this.clock),
				new ReferrerLookFactory(settings, this.ledger.rounds(),
						new ManifestInventory(this.ledger.manifests(), true)),
				new ComparisonRun.ComparisonReading(this.registries, time, this::nanos), this.clock);
	}

	long nanos() {
		return Duration.between(START, this.clock.instant()).toNanos();
	}

	CompletenessReport.ReportRow row(String repositories) {
		return report(settings(repositories, DeletedAtTarget.RESTORE)).rows().getFirst();
	}

	CompletenessReport report(Settings settings) {
		return new CompletenessReports(settings, this.ledger.completeness(this.clock), this.ledger.continuations(),
				this.clock)
			.report();
	}

	static Settings settings(String repositories, DeletedAtTarget deleted) {
		return settings(Map.of("contoso", source("contoso", repositories, deleted)));
	}

	static Source source(String name, String repositories, DeletedAtTarget deleted) {
		return source(name, repositories, deleted, new Backfill.All());
	}

	static Source source(String name, String repositories, DeletedAtTarget deleted, Backfill backfill) {
		Rules rules = TestRule.of(repositories.split(","))
			.referrers(ReferrerRule.NONE)
			.backfill(backfill)
			.deletedAtTarget(deleted)
			.rules();
		return TestSettings.source(name, rules);
	}

	static Settings settings(Map<String, Source> sources) {
		return TestSettings.of(sources.values().toArray(Source[]::new)).settings();
	}

	static RegistryAccess registry(String host) {
		return TestSettings.registry(host);
	}

}
