package dev.acrsync.reconcile;

import java.net.URI;
import java.nio.file.Path;
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
import dev.acrsync.ledger.Outcome;
import dev.acrsync.ledger.Pushes;
import dev.acrsync.ledger.State;
import dev.acrsync.ledger.TestLedger;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pass}, with a real ledger and registries in memory: what one pass does
 * not come to.
 */
class PassTests {

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private static final String VENDOR = "contoso.azurecr.io/";

	private final SettableClock clock = new SettableClock(START.toString());

	private final FakeRegistries registries = new FakeRegistries();

	@TempDir
	Path directory;

	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger("jdbc:sqlite:" + this.directory.resolve("ledger.db"), this.clock);
	}

	@AfterEach
	void close() {
		this.ledger.close();
	}

	@Test
	void goesOnWhereTheTimeWasOver() {
		for (int i = 10; i < 30; i++) {
			this.registries.put(VENDOR + "team/r" + i, "v1", Pushes.digest('a'), START);
		}
		Recording first = pass("team/*", Duration.ofSeconds(2));
		int found = first.progress().found();
		assertThat(found).isBetween(2, 18);
		assertThat(first.trouble()).isEmpty();
		Report.Row row = row("team/*");
		assertThat(row.complete()).isFalse();
		assertThat(row.uncheckedReasons()).extracting(Report.Unchecked::reason)
			.contains(
					"The time that one pass has for a source was over after repository 'team/r%d': the next goes on there"
						.formatted(9 + found));
		close();
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
		int tags = Budget.MOST_TAGS + 50;
		for (int i = 0; i < tags; i++) {
			this.registries.put(VENDOR + "team/app", "v%05d".formatted(i), Pushes.digest('a'), START);
			this.registries.put("customer.azurecr.io/team/app", "v%05d".formatted(i),
					Pushes.digest((i % 1_000 == 0) ? 'b' : 'a'), START);
		}
		assertThat(pass("team/app", Duration.ofHours(1)).progress().found()).isEqualTo(10);
		assertThat(row("team/app").uncheckedReasons()).extracting(Report.Unchecked::reason)
			.containsExactly("Its tags are too many for one pass, or come too slowly: this one has compared 10000 of "
					+ "those that rules name, and the next goes on after 'v09999'");
		assertThat(pass("team/app", Duration.ofHours(1)).progress().found()).isEqualTo(1);
		assertThat(row("team/app")).satisfies((row) -> {
			assertThat(row.complete()).isFalse();
			assertThat(row.uncheckedReasons()).extracting(Report.Unchecked::reason)
				.containsExactly("Its tags are too many for one pass, or come too slowly: this one has compared 50 of "
						+ "those that rules name, and the next begins anew");
			assertThat(row.images()).containsEntry("present", 49L).containsEntry("importing", 11L);
		});
	}

	@Test
	void comparesWhatRulesNameThoughTheCatalogHasSlowPagesThatNameNothing() {
		this.registries.put(VENDOR + "team/app", "v1", Pushes.digest('a'), START);
		this.registries.emptyPages(10_000, () -> this.clock.goOn(Duration.ofSeconds(10)));
		assertThat(pass("team/app,other/*", Duration.ofHours(1)).progress().found()).isEqualTo(1);
		assertThat(row("team/app,other/*").uncheckedReasons()).extracting(Report.Unchecked::reason)
			.containsExactly("The catalog cannot be read, so repositories that a wildcard names and that were never "
					+ "seen before are not compared (name them without a wildcard, or allow the credentials to list): "
					+ Budget.NOTHING_IN_TIME);
	}

	@Test
	void saysThatNothingIsComparedWhereACatalogIsHiddenFromRulesWithWildcards() {
		this.registries.put(VENDOR + "tripinsights/poi", "v1", Pushes.digest('a'), START);
		this.registries.hideCatalog();
		Recording recording = pass("tripinsights/*", Duration.ofHours(1));
		assertThat(recording.trouble()).hasValueSatisfying((trouble) -> assertThat(trouble)
			.contains("Nothing is compared", "acr-sync.sources.contoso.rules[<n>].repositories"));
		assertThat(row("tripinsights/*").uncheckedReasons().getFirst().reason()).startsWith("Nothing is compared");
		this.ledger.ledger().accept(Pushes.push("v0", Pushes.digest('a')));
		assertThat(pass("tripinsights/*", Duration.ofHours(1)).progress().found()).isEqualTo(1);
		assertThat(row("tripinsights/*").uncheckedReasons().getFirst().reason())
			.startsWith("The catalog cannot be read");
	}

	@Test
	void leavesWhatWasDeletedAtTheTargetIfItsRuleSaysSoAlsoWhenNoImportTellsOfItAnyMore() {
		for (String tag : List.of("v1", "v2")) {
			this.registries.put(VENDOR + "team/app", tag, Pushes.digest('a'), START);
			this.registries.put("customer.azurecr.io/team/app", tag, Pushes.digest('a'), START);
		}
		pass(DeletedAtTarget.LEAVE);
		this.registries.remove("customer.azurecr.io/team/app", "v1");
		close();
		open();
		for (int i = 0; i < 2; i++) {
			this.clock.goOn(Duration.ofHours(1));
			assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).isZero();
			assertThat(row("team/app")).satisfies((row) -> {
				assertThat(row.complete()).isTrue();
				assertThat(row.images()).containsEntry("present", 1L).containsEntry("removed", 1L);
			});
		}
		this.registries.put(VENDOR + "team/app", "v3", Pushes.digest('a'), this.clock.instant());
		assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).as("never was there").isEqualTo(1);
		this.registries.put(VENDOR + "team/app", "v1", Pushes.digest('b'), this.clock.instant());
		assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).as("a new push is a new wish").isEqualTo(1);
		this.registries.remove("customer.azurecr.io/team/app", "v2");
		assertThat(pass(DeletedAtTarget.LEAVE).progress().found()).isZero();
		assertThat(pass(DeletedAtTarget.RESTORE).progress().found()).isEqualTo(1);
	}

	@Test
	void leavesATagToTheSourceWhoseImportHasMadeItAlsoWhenNoImportTellsOfItAnyMore() {
		String poi = "tripinsights/poi";
		this.ledger.ledger().accept(Pushes.push("v1", Pushes.digest('a')));
		this.ledger.claim("prod", 1, "test", List.of(), Duration.ofMinutes(1))
			.forEach((claim) -> this.ledger.ledger()
				.finish(claim, Outcome.arrived(State.SUCCEEDED, Pushes.digest('a'))));
		this.registries.put(VENDOR + poi, "v1", Pushes.digest('a'), START);
		this.registries.put("fabrikam.azurecr.io/" + poi, "v1", Pushes.digest('b'), START);
		this.registries.put("customer.azurecr.io/" + poi, "v1", Pushes.digest('a'), START);
		Settings both = settings(Map.of("contoso", source("contoso", "tripinsights/*", DeletedAtTarget.RESTORE),
				"fabrikam", source("fabrikam", "tripinsights/*", DeletedAtTarget.RESTORE)));
		for (int i = 0; i < 3; i++) {
			assertThat(pass(both, Duration.ofHours(1)).progress().found()).isZero();
			List<Report.Row> rows = report(both).rows();
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

	private Recording pass(DeletedAtTarget deleted) {
		return pass(settings("team/app", deleted), Duration.ofHours(1));
	}

	private Recording pass(String repositories, Duration time) {
		return pass(settings(repositories, DeletedAtTarget.RESTORE), time);
	}

	private Recording pass(Settings settings, Duration time) {
		Recording recording = new Recording("pass", this.ledger.ledger(), this.ledger.checks(), this.ledger.rounds(),
				this.ledger.continuations(), this.clock, Tracing.OFF);
		new Pass(settings, new Scopes(settings, this.ledger.checks(), this.ledger.continuations()),
				new RepositoryCheck(settings, this.ledger.checks(), this.ledger.continuations(), this.clock),
				new ReferrerLooks(settings, this.ledger.rounds()),
				new Pass.Reading(this.registries, new Pacer(this.clock, this.clock::goOn), time,
						() -> Duration.between(START, this.clock.instant()).toNanos()),
				this.clock)
			.run(recording);
		return recording;
	}

	private Report.Row row(String repositories) {
		return report(settings(repositories, DeletedAtTarget.RESTORE)).rows().getFirst();
	}

	private Report report(Settings settings) {
		return new Reports(settings, this.ledger.completeness(this.clock), this.ledger.continuations(), this.clock)
			.report();
	}

	private static Settings settings(String repositories, DeletedAtTarget deleted) {
		return settings(Map.of("contoso", source("contoso", repositories, deleted)));
	}

	private static Source source(String name, String repositories, DeletedAtTarget deleted) {
		Rules rules = new Rules(List.of(new Rule(Stream.of(repositories.split(",")).map(Glob::ofRepository).toList(), List.of(),
				List.of(TagPattern.parse("*")), List.of(), TargetRepository.parse("{repository}"),
				Overwrite.WHEN_CHANGED, List.of("prod"), ReferrerRule.NONE, new Backfill.All(), deleted)));
		return new Source(name, registry(name + ".azurecr.io"), Set.of(), Optional.empty(),
				new Door(List.of(), false, 600), rules);
	}

	private static Settings settings(Map<String, Source> sources) {
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

	private static Registry registry(String host) {
		return new Registry(new RegistryHost(host), URI.create("https://" + host), new Credentials.Anonymous());
	}

}
