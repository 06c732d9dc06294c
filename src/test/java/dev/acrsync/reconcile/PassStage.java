package dev.acrsync.reconcile;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.acrsync.SettableClock;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
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
import dev.acrsync.settings.Azure;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Door;
import dev.acrsync.settings.Imports;
import dev.acrsync.settings.Reconciling;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Schedule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.tracing.Tracing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What passes need, with a real ledger and registries in memory.
 */
abstract class PassStage {

	static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	/** So long a registry takes for each answer. */
	private static final Duration ANSWER = Duration.ofMillis(200);

	static final String VENDOR = "contoso.azurecr.io/";

	final SettableClock clock = new SettableClock(START.toString());

	final FakeRegistries registries = new FakeRegistries();

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

	Recording pass(DeletedAtTarget deleted) {
		return pass(settings("team/app", deleted), Duration.ofHours(1));
	}

	Recording pass(String repositories, Duration time) {
		return pass(settings(repositories, DeletedAtTarget.RESTORE), time);
	}

	Recording pass(Settings settings, Duration time) {
		this.registries.onAsked(() -> this.clock.goOn(ANSWER));
		Recording recording = new Recording("pass", this.ledger.ledger(), this.ledger.checks(), this.ledger.rounds(),
				this.ledger.continuations(), this.clock, Tracing.OFF);
		comparison(settings, time).run(recording);
		return recording;
	}

	Pass comparison(Settings settings, Duration time) {
		return new Pass(settings, new Scopes(settings, this.ledger.checks(), this.ledger.continuations()),
				new RepositoryCheck(settings, this.ledger.checks(), this.ledger.continuations(), this.clock),
				new ReferrerLooks(settings, this.ledger.rounds(), new ManifestInventory(this.ledger.manifests(), true)),
				new Pass.Reading(this.registries, time, this::nanos), this.clock);
	}

	long nanos() {
		return Duration.between(START, this.clock.instant()).toNanos();
	}

	Report.Row row(String repositories) {
		return report(settings(repositories, DeletedAtTarget.RESTORE)).rows().getFirst();
	}

	Report report(Settings settings) {
		return new Reports(settings, this.ledger.completeness(this.clock), this.ledger.continuations(), this.clock)
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
				new Door(List.of(), false, 600), rules);
	}

	static Settings settings(Map<String, Source> sources) {
		Target target = new Target("prod",
				ResourceId.parse("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
						+ "/providers/Microsoft.ContainerRegistry/registries/customer"),
				registry("customer.azurecr.io"));
		return new Settings(sources, Map.of("prod", target),
				new Azure(Azure.Cloud.PUBLIC, URI.create("https://arm.example"), Azure.Credential.MANAGED_IDENTITY,
						Optional.empty()),
				new Imports(4, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofMinutes(30),
						Duration.ofHours(48)),
				Duration.ofDays(90), new Reconciling(new Schedule.Off()));
	}

	static Registry registry(String host) {
		return new Registry(new RegistryHost(host), URI.create("https://" + host), new Credentials.Anonymous());
	}

}
