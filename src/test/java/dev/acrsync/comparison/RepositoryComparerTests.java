package dev.acrsync.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.acrsync.comparisonrecords.RulesFingerprint;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.inventory.ComparisonBudget;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.TargetImage;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Referrer;
import dev.acrsync.rules.Backfill;
import dev.acrsync.rules.Decision;
import dev.acrsync.rules.Rule;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TestRule;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.TestSettings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RepositoryComparer}, with a real ledger.
 */
class RepositoryComparerTests {

	private static final long SEED = 20_261_124;

	private static final RepositoryName POI = new RepositoryName("tripinsights/poi");

	private static final String VENDOR = "contoso.azurecr.io/";

	private static final List<String> REPOSITORY_GLOBS = List.of("**", "a/*", "*/b", "a", "b*", "a/b/c");

	private static final List<String> REPOSITORIES = List.of("a", "b", "a/b", "b/b", "a/b/c", "bc");

	private static final List<String> TAG_PATTERNS = List.of("*", "v*", "*-rc*", "latest", "semver:>=1.4 <3",
			"semver:^1");

	private static final List<String> TAGS = List.of("v1.0.0", "v1.5.0", "2.0.0", "2.0.0-rc1", "3.0.0", "latest", "x");

	private final SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
	}

	@Test
	void decidesOnEveryTagAsAnEventIsDecidedOn() {
		for (String repository : REPOSITORIES) {
			for (String tag : TAGS) {
				this.registries.put(VENDOR + repository + ":" + tag, TestPushes.digest('a'), this.clock.instant());
			}
		}
		Random random = new Random(SEED);
		int allowed = 0;
		for (int round = 0; round < 60; round++) {
			Rules rules = randomRules(random);
			for (String repository : REPOSITORIES) {
				Set<String> byEvent = new TreeSet<>();
				for (String tag : TAGS) {
					if (rules.decide(new RepositoryName(repository),
							new Tag(tag)) instanceof Decision.Allowed(int rule, var destinations)) {
						destinations.forEach((it) -> byEvent.add(rule + " " + it + " " + tag));
					}
				}
				Set<String> byCheck = new TreeSet<>();
				check(rules, new RepositoryName(repository)).findings()
					.forEach((it) -> byCheck
						.add(it.rule() + " " + it.target().destination() + " " + it.target().image().tag()));
				assertThat(byCheck).as("seed %d, round %d: %s by %s", SEED, round, repository, rules)
					.isEqualTo(byEvent);
				allowed += byEvent.size();
			}
		}
		assertThat(allowed).isGreaterThan(500);
	}

	@Test
	void bringsTheLatestOfWhatWasThereAndAllThatComesLaterAlsoAfterARestart() {
		for (int i = 0; i < 10; i++) {
			this.registries.put(VENDOR + POI + ":v" + i, TestPushes.digest('a'), daysAgo(10 - i));
		}
		Rules rules = rules(new Backfill.Latest(3));
		assertThat(missing(checkAndRecord(rules))).containsExactly("v9", "v8", "v7");
		this.clock.goOn(Duration.ofHours(1));
		this.registries.put(VENDOR + POI + ":v10", TestPushes.digest('b'), this.clock.instant());
		this.registries.put(VENDOR + POI + ":v0", TestPushes.digest('c'), this.clock.instant());
		this.ledger.close();
		open();
		RepositoryComparison later = checkAndRecord(rules);
		assertThat(missing(later)).containsExactlyInAnyOrder("v10", "v0", "v9", "v8", "v7");
		assertThat(later.findings()).filteredOn((it) -> it.standing() == ImageStatus.SKIPPED).hasSize(6);
	}

	@Test
	void takesTheHighestVersionsWhereTheRegistryDoesNotTellTimes() {
		this.registries.listsPlainTags(1);
		for (String tag : List.of("v1.10.0", "v1.9.0", "2.0.0", "latest", "v0.1.0")) {
			this.registries.put(VENDOR + POI + ":" + tag, TestPushes.digest('a'), daysAgo(1));
		}
		assertThat(missing(check(rules(new Backfill.Latest(2)), POI))).containsExactly("2.0.0", "v1.10.0");
	}

	@Test
	void readsATagOnceHoweverOftenItIsListed() {
		this.registries.listsPlainTags(1000);
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		AtomicInteger asked = new AtomicInteger();
		this.registries.onAsked((_) -> asked.incrementAndGet());
		assertThat(missing(check(rules(new Backfill.Latest(2)), POI))).containsExactly("v1");
		assertThat(asked).hasValueLessThan(10);
	}

	@Test
	void bringsWhatWasPushedSinceATime() {
		this.registries.put(VENDOR + POI + ":old", TestPushes.digest('a'), daysAgo(31));
		this.registries.put(VENDOR + POI + ":new", TestPushes.digest('a'), daysAgo(29));
		assertThat(missing(check(rules(new Backfill.Since(Duration.ofDays(30))), POI))).containsExactly("new");
	}

	@Test
	void saysThatATimeCannotBeServedWhereTheRegistryDoesNotTellIt() {
		this.registries.listsPlainTags(1);
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		RepositoryComparison comparison = check(rules(new Backfill.Since(Duration.ofDays(30))), POI);
		assertThat(comparison.findings()).isEmpty();
		assertThat(comparison.gaps()).singleElement()
			.satisfies((gap) -> assertThat(gap.reason()).contains("acr-sync.sources.contoso.rules[0].backfill"));
	}

	@Test
	void bringsNothingOfWhatWasThereAndAllThatComesLater() {
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		Rules rules = rules(new Backfill.None());
		assertThat(missing(checkAndRecord(rules))).isEmpty();
		this.clock.goOn(Duration.ofHours(1));
		this.registries.put(VENDOR + POI + ":v2", TestPushes.digest('a'), this.clock.instant());
		assertThat(missing(checkAndRecord(rules))).containsExactly("v2");
	}

	@Test
	void countsFromWhenAnImageCanBeMissing() {
		Instant first = this.clock.instant();
		this.registries.put(VENDOR + POI + ":old", TestPushes.digest('a'), daysAgo(300));
		assertThat(since(checkAndRecord(rules(new Backfill.All())))).as("nobody wanted it before")
			.containsExactly(first);
		this.registries.put("prod.azurecr.io/" + POI + ":old", TestPushes.digest('a'), first);
		this.clock.goOn(Duration.ofHours(1));
		Instant second = this.clock.instant();
		assertThat(since(checkAndRecord(rules(new Backfill.All())))).as("it is there").isEmpty();
		this.registries.put("prod.azurecr.io/" + POI + ":old", TestPushes.digest('b'), second);
		this.registries.put(VENDOR + POI + ":new", TestPushes.digest('a'), second.plusSeconds(60));
		this.clock.goOn(Duration.ofHours(1));
		assertThat(since(checkAndRecord(rules(new Backfill.All())))).as("it was there, and another was pushed")
			.containsExactlyInAnyOrder(second, second.plusSeconds(60));
		this.clock.goOn(Duration.ofHours(1));
		assertThat(since(checkAndRecord(rules(new Backfill.All())))).as("they are still missing")
			.containsExactlyInAnyOrder(second, second.plusSeconds(60));
	}

	@Test
	void findsASignatureOfAPlatformWhoseEventWasLost() {
		Rules rules = TestRule.of("tripinsights/*").tags("v*").rules();
		String ofThePlatform = "sha256-" + "c".repeat(64) + ".sig";
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		this.registries.put(VENDOR + POI + ":" + ofThePlatform, TestPushes.digest('d'), daysAgo(1));
		this.registries.put(VENDOR + POI + ":sha256-" + "e".repeat(64) + ".sig", TestPushes.digest('d'), daysAgo(1));
		this.registries.put("prod.azurecr.io/" + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		assertThat(missing(check(rules, POI))).as("the target does not have the platform").isEmpty();
		this.registries.refer("prod.azurecr.io/" + POI, TestPushes.digest('a'),
				new Referrer(TestPushes.digest('c'), Optional.empty()));
		assertThat(missing(check(rules, POI))).containsExactly(ofThePlatform);
	}

	@Test
	void triesWhatALockedRepositoryKeptOutOnceADay() {
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		Rules rules = rules(new Backfill.All());
		this.ledger.ledger().acceptAll(checkAndRecord(rules).pushes("pass"));
		Claim claim = this.ledger.claim("prod", 1, "a", List.of(), Duration.ofMinutes(1)).getFirst();
		this.ledger.ledger().finish(claim, ImportOutcome.withoutImage(ImportState.KEPT, "locked", "is locked"));
		this.clock.goOn(Duration.ofHours(23));
		RepositoryComparison comparison = checkAndRecord(rules);
		assertThat(comparison.findings()).extracting(ComparedImage::standing).containsExactly(ImageStatus.KEPT);
		assertThat(comparison.pushes("pass")).isEmpty();
		this.clock.goOn(Duration.ofHours(2));
		assertThat(checkAndRecord(rules).pushes("pass")).hasSize(1);
	}

	private static List<Instant> since(RepositoryComparison comparison) {
		return comparison.findings()
			.stream()
			.filter((it) -> it.standing() != ImageStatus.PRESENT)
			.map(ComparedImage::since)
			.toList();
	}

	@Test
	void takesWhatIsPushedIntoANewRepositoryForAnnounced() {
		Rules rules = rules(new Backfill.None());
		this.ledger.checks()
			.recordSource("contoso", RulesFingerprint.of(settings(source(rules)), source(rules)), this.clock.instant());
		this.clock.goOn(Duration.ofHours(1));
		this.registries.put(VENDOR + POI + ":moved", TestPushes.digest('a'), daysAgo(3));
		this.registries.put(VENDOR + POI + ":new", TestPushes.digest('b'), this.clock.instant());
		RepositoryComparison comparison = checkAndRecord(rules);
		assertThat(comparison.pushes("pass")).singleElement()
			.satisfies((push) -> assertThat(push.push().image().tag().value()).isEqualTo("new"),
					(push) -> assertThat(push.push().origin()).isEqualTo(ImportOrigin.RECONCILE));
		assertThat(comparison.check().sightings()).singleElement()
			.satisfies((sighting) -> assertThat(sighting.tag().value()).isEqualTo("new"));
		this.clock.goOn(Duration.ofHours(1));
		assertThat(missing(checkAndRecord(rules))).containsExactly("new");
	}

	@Test
	void takesNothingOfANewRepositoryForAnnouncedWhenTheRulesHaveChanged() {
		this.ledger.checks().recordSource("contoso", "other rules", this.clock.instant());
		this.clock.goOn(Duration.ofHours(1));
		this.registries.put(VENDOR + POI + ":new", TestPushes.digest('b'), this.clock.instant());
		assertThat(check(rules(new Backfill.None()), POI).findings()).singleElement()
			.satisfies((it) -> assertThat(it.standing()).isEqualTo(ImageStatus.SKIPPED),
					(it) -> assertThat(it.unannounced()).isFalse());
	}

	@Test
	void skipsWhatItHasSkippedAlsoWhenTheRepositoryWasLeftOutMeanwhile() {
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		Rules rules = rules(new Backfill.None());
		assertThat(missing(checkAndRecord(rules))).isEmpty();
		this.ledger.checks().recordRepositories("contoso", Set.of(), Optional.empty());
		this.clock.goOn(Duration.ofHours(1));
		assertThat(missing(checkAndRecord(rules))).isEmpty();
	}

	@Test
	void forgetsTheManifestsOfARepositoryThatIsComparedNoMore() {
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		checkAndRecord(rules(new Backfill.All()));
		Map<Digest, ManifestLinks> links = IntStream.range(0, 450)
			.boxed()
			.collect(Collectors.toMap((it) -> new Digest("sha256:%064x".formatted(it)),
					(_) -> new ManifestLinks(Optional.empty(), Optional.empty(), List.of())));
		this.ledger.manifests().remember("contoso", POI, links);
		this.ledger.checks().recordRepositories("contoso", Set.of(POI), Optional.empty());
		assertThat(this.ledger.manifests().of("contoso", POI)).hasSize(450);
		this.ledger.checks().recordRepositories("contoso", Set.of(), Optional.empty());
		assertThat(this.ledger.manifests().of("contoso", POI)).isEmpty();
	}

	@Test
	void doesNotMissAnEventThatCameBeforeAnOlderOne() {
		Rules rules = rules(new Backfill.All());
		this.registries.put(VENDOR + POI + ":latest", TestPushes.digest('c'), daysAgo(1));
		this.registries.put("prod.azurecr.io/" + POI + ":latest", TestPushes.digest('c'), daysAgo(1));
		checkAndRecord(rules);
		this.clock.goOn(Duration.ofHours(1));
		this.registries.put(VENDOR + POI + ":latest", TestPushes.digest('a'), this.clock.instant());
		this.clock.goOn(Duration.ofSeconds(1));
		this.ledger.ledger().accept(event("latest", 'a'));
		this.clock.goOn(Duration.ofSeconds(1));
		this.ledger.ledger().accept(event("latest", 'b'));
		assertThat(checkAndRecord(rules).check().sightings()).as("the newest import is of another digest").hasSize(1);
		this.clock.goOn(Duration.ofMinutes(3));
		assertThat(this.ledger.announcements().missed()).isEmpty();
	}

	private static AllowedPush event(String tag, char digest) {
		AllowedPush push = TestPushes.push(tag, TestPushes.digest(digest));
		TargetImage target = new TargetImage(push.targets().getFirst().destination(),
				new TaggedImage(new RegistryHost("prod.azurecr.io"), POI, new Tag(tag)));
		return new AllowedPush(push.push(), List.of(target));
	}

	@Test
	void leavesASignatureToItsImageInEachPlaceThatARuleSendsItTo() {
		String signature = TestPushes.digest('a').value().replace(':', '-') + ".sig";
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		this.registries.put(VENDOR + POI + ":" + signature, TestPushes.digest('b'), daysAgo(1));
		this.registries.put("prod.azurecr.io/stable/" + POI + ":v1", TestPushes.digest('a'), this.clock.instant());
		Rules rules = new Rules(List.of(rule("v*", "stable/{repository}"), rule("nightly*", "edge/{repository}")));
		assertThat(check(rules, POI).findings()).filteredOn((it) -> it.tag().tag().value().equals(signature))
			.extracting(ComparedImage::place)
			.containsExactly("prod/stable/" + POI);
	}

	private static Rule rule(String tags, String target) {
		return TestRule.of("tripinsights/*").tags(tags).into(target).rule();
	}

	@Test
	void saysNothingOfRegistriesThatWereConfiguredBefore() {
		Rules rules = rules(new Backfill.All());
		Source other = TestSettings.source("contoso", TestSettings.registry("fabrikam.azurecr.io"),
				source(rules).door(), rules);
		Settings settings = settings(source(rules));
		Settings moved = TestSettings.like(settings)
			.targets(TestSettings.target("prod", TestSettings.registry("moved.azurecr.io")))
			.settings();
		assertThat(RulesFingerprint.of(settings, source(rules))).isEqualTo(RulesFingerprint.of(settings, source(rules)))
			.isNotEqualTo(RulesFingerprint.of(settings, other))
			.isNotEqualTo(RulesFingerprint.of(moved, source(rules)));
	}

	@Test
	void leavesASignatureToItsImageUntilTheTargetHasThat() {
		String signature = TestPushes.digest('a').value().replace(':', '-') + ".sig";
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		this.registries.put(VENDOR + POI + ":" + signature, TestPushes.digest('b'), daysAgo(1));
		Rules rules = TestRule.of("tripinsights/*").tags("v*").backfill(new Backfill.Latest(1)).rules();
		assertThat(check(rules, POI).findings()).extracting((it) -> it.tag().tag().value()).containsExactly("v1");
		this.registries.put("prod.azurecr.io/" + POI + ":v1", TestPushes.digest('a'), this.clock.instant());
		assertThat(missing(check(rules, POI))).containsExactly(signature);
	}

	@Test
	void looksAnewAtWhatIsBroughtWhenTheRulesHaveChanged() {
		this.registries.put(VENDOR + POI + ":v1", TestPushes.digest('a'), daysAgo(1));
		assertThat(missing(checkAndRecord(rules(new Backfill.None())))).isEmpty();
		RepositoryComparison comparison = checkAndRecord(rules(new Backfill.All()));
		assertThat(missing(comparison)).containsExactly("v1");
		assertThat(comparison.findings()).noneMatch(ComparedImage::unannounced);
	}

	private static List<String> missing(RepositoryComparison comparison) {
		return comparison.pushes("pass").stream().map((push) -> push.push().image().tag().value()).toList();
	}

	private RepositoryComparison checkAndRecord(Rules rules) {
		RepositoryComparison comparison = check(rules, POI);
		this.ledger.checks().record(comparison.check());
		return comparison;
	}

	private RepositoryComparison check(Rules rules, RepositoryName repository) {
		Source source = source(rules);
		Settings settings = settings(source);
		PacedRegistries paced = new PacedRegistries(this.registries,
				new ComparisonBudget(() -> 0, Duration.ofHours(1), new Semaphore(1)));
		return new RepositoryComparer(settings, this.ledger.checks(), this.ledger.continuations(), this.clock)
			.check(source, repository, paced);
	}

	private static Source source(Rules rules) {
		return TestSettings.source("contoso", rules);
	}

	private Instant daysAgo(int days) {
		return this.clock.instant().minus(Duration.ofDays(days));
	}

	private static Rules rules(Backfill backfill) {
		return TestRule.of("tripinsights/*").backfill(backfill).rules();
	}

	private static Rules randomRules(Random random) {
		List<Rule> rules = new ArrayList<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			TestRule rule = TestRule.of(one(random, REPOSITORY_GLOBS)).tags(one(random, TAG_PATTERNS));
			if (random.nextBoolean()) {
				rule.except(one(random, REPOSITORY_GLOBS));
			}
			if (random.nextBoolean()) {
				rule.exceptTags(one(random, TAG_PATTERNS));
			}
			if (random.nextBoolean()) {
				rule.targets("prod", "test");
			}
			rules.add(rule.into("vendors/" + i + "/{repository}").rule());
		}
		return new Rules(rules);
	}

	private static String one(Random random, List<String> values) {
		return values.get(random.nextInt(values.size()));
	}

	private static Settings settings(Source source) {
		return TestSettings.of(source).targets(target("prod"), target("test")).settings();
	}

	private static Target target(String name) {
		return TestSettings.target(name, TestSettings.registry(name + ".azurecr.io"));
	}

}
