package dev.acrsync.comparison;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.acrsync.completeness.CompletenessReport;
import dev.acrsync.completeness.CompletenessReports;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.inventory.RepositoryScopes;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.rules.Backfill;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.rules.Glob;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rule;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TagPattern;
import dev.acrsync.rules.TargetRepository;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.ComparisonSettings;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.ImportSettings;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Schedule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.WebhookAccess;
import dev.acrsync.tracing.Tracing;
import org.junit.jupiter.api.AfterEach;
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

	final FakeAcrRegistries registries = new FakeAcrRegistries();

	TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger(url(), this.clock);
	}

	@AfterEach
	void close() {
		this.ledger.close();
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
		this.registries.onAsked(() -> this.clock.goOn(ANSWER));
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
		Rules rules = new Rules(List.of(new Rule(Stream.of(repositories.split(",")).map(Glob::ofRepository).toList(),
				List.of(), List.of(TagPattern.parse("*")), List.of(), TargetRepository.parse("{repository}"),
				Overwrite.WHEN_CHANGED, List.of("prod"), ReferrerRule.NONE, backfill, deleted)));
		return new Source(name, registry(name + ".azurecr.io"), Set.of(), Optional.empty(),
				new WebhookAccess(List.of(), false, 600), rules);
	}

	static Settings settings(Map<String, Source> sources) {
		Target target = new Target("prod",
				ResourceId.parse("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
						+ "/providers/Microsoft.ContainerRegistry/registries/customer"),
				registry("customer.azurecr.io"));
		return new Settings(sources, Map.of("prod", target),
				new AzureSettings(AzureSettings.AzureCloud.PUBLIC, URI.create("https://arm.example"),
						AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty()),
				new ImportSettings(4, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofMinutes(30),
						Duration.ofHours(48)),
				Duration.ofDays(90), new ComparisonSettings(new Schedule.Off()));
	}

	static RegistryAccess registry(String host) {
		return new RegistryAccess(new RegistryHost(host), URI.create("https://" + host), new Credentials.Anonymous());
	}

}
