package dev.acrsync.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ReferrerRounds;
import dev.acrsync.image.Digest;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.inventory.RepositoryScope;
import dev.acrsync.inventory.RepositoryScopes;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.records.ImportState;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.TestRule;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.tracing.Tracing;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReferrerLook} within whole comparisons, with a real ledger.
 */
class ReferrerLookTests {

	private static final String VENDOR = "contoso.azurecr.io/";

	private static final String CUSTOMER = "customer.azurecr.io/";

	private static final String SBOM = "application/spdx+json";

	private static final String SIGNATURE = "application/vnd.cncf.notary.signature";

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
	void handsInOneTagOfAnImageThatLacksSomething() {
		put("a", "v1", 1);
		put("a", "latest", 1);
		put("a", "v2", 2);
		refer("a", 1, SBOM);
		assertThat(pass(ReferrerRule.ALL)).isEqualTo(
				new ComparisonLease.ComparisonProgress(1, 1, 1, new ComparisonLease.ReferrerLookCounts(2, 0, 0)));
		assertThat(this.registries.asked("referrers")).as("each image once, and its SBOM").hasSize(3);
		assertThat(open(9)).singleElement()
			.satisfies((claim) -> assertThat(claim.record().push().digest()).isEqualTo(digest(1)));
	}

	@Test
	void handsInAnImageWhosePlatformLacksSomething() {
		put("a", "v1", 1);
		this.registries.index(VENDOR + "a", digest(1), digest(11), digest(12));
		refer("a", 12, SBOM);
		assertThat(pass(new ReferrerRule(true, Set.of(), false)).found()).isZero();
		assertThat(pass(ReferrerRule.ALL).found()).isEqualTo(1);
	}

	@Test
	void handsInAnImageWhoseSbomLacksItsSignature() {
		put("a", "v1", 1);
		Referrer sbom = new Referrer(digest(901), Optional.of(SBOM));
		this.registries.refer(VENDOR + "a", digest(1), sbom).refer(CUSTOMER + "a", digest(1), sbom);
		assertThat(pass(ReferrerRule.ALL).found()).isZero();
		refer("a", 901, SIGNATURE);
		assertThat(pass(ReferrerRule.ALL).found()).isEqualTo(1);
	}

	@Test
	void countsWhatItAsksForPlatforms() {
		for (int i = 0; i < 300; i++) {
			put("a", "v" + i, i);
			this.registries.index(VENDOR + "a", digest(i), digest(1_000 + i), digest(2_000 + i));
		}
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(200, 100, 0));
	}

	@Test
	void asksForNothingThatTheTargetHasOrTheRuleDoesNotWant() {
		put("a", "v1", 1);
		refer("a", 1, SBOM);
		this.registries.refer(CUSTOMER + "a", digest(1), new Referrer(digest(901), Optional.of(SIGNATURE)));
		this.registries.refer(VENDOR + "a", digest(1), new Referrer(digest(901), Optional.of(SIGNATURE)));
		assertThat(pass(new ReferrerRule(true, Set.of(SIGNATURE))).found()).isZero();
		assertThat(this.registries.asked("referrers")).as("the image, and its signature").hasSize(2);
		assertThat(pass(ReferrerRule.NONE).found()).isZero();
		assertThat(this.registries.asked("referrers")).isEmpty();
		assertThat(pass(ReferrerRule.ALL).found()).isEqualTo(1);
	}

	@Test
	void leavesAnImageToItsImportThatWaitsRunsOrIsParked() {
		put("a", "v1", 1);
		refer("a", 1, SBOM);
		assertThat(pass(ReferrerRule.ALL).found()).isEqualTo(1);
		assertThat(pass(ReferrerRule.ALL).found()).as("while it waits").isZero();
		Claim claim = open(1).getFirst();
		assertThat(pass(ReferrerRule.ALL).found()).as("while it runs").isZero();
		this.ledger.ledger()
			.finish(claim, ImportOutcome.withoutImage(ImportState.FAILED, "referrer-not-arrived", "why"));
		this.registries.asked("referrers");
		assertThat(pass(ReferrerRule.ALL)).as("when it is parked")
			.isEqualTo(new ComparisonLease.ComparisonProgress(1, 1, 0, ComparisonLease.ReferrerLookCounts.NONE));
		assertThat(this.registries.asked("referrers")).isEmpty();
	}

	@Test
	void goesRoundOverSeveralPassesAndOverARestart() {
		for (int i = 0; i < 700; i++) {
			put("r" + i / 350, "v" + i, i);
		}
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(600, 100, 0));
		Set<String> asked = new TreeSet<>(this.registries.asked("referrers"));
		this.ledger.close();
		open();
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(100, 600, 0));
		List<String> others = this.registries.asked("referrers");
		assertThat(asked).hasSize(600).doesNotContainAnyElementsOf(others);
		asked.addAll(others);
		assertThat(asked).hasSize(700);
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(600, 100, 0));
	}

	@Test
	void asksNoMoreInARepositoryWhoseReferrersAreNotTold() {
		for (String repository : List.of("a", "b", "c")) {
			IntStream.range(0, 3).forEach((i) -> put(repository, "v" + i, i));
		}
		this.registries.listsNo("referrers", VENDOR + "a", UnreadableCause.UNAUTHORIZED);
		this.registries.listsNo("referrers", VENDOR + "b", UnreadableCause.FORBIDDEN);
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(3, 0, 6));
		assertThat(this.registries.asked("referrers")).hasSize(5);
		assertThat(this.ledger.rounds().position("contoso")).isEmpty();
	}

	@Test
	void asksNoMoreAtASourceThatIsInTroubleAndGoesOnBehindItNextTime() {
		for (String repository : List.of("a", "b")) {
			IntStream.range(0, 3).forEach((i) -> put(repository, "v" + i, i));
		}
		this.registries.listsNo("referrers", VENDOR + "a", UnreadableCause.THROTTLED);
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(0, 5, 1));
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(0, 5, 1));
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(0, 5, 1));
		assertThat(pass(ReferrerRule.ALL).looks()).isEqualTo(new ComparisonLease.ReferrerLookCounts(3, 3, 0));
	}

	@Test
	void leavesNothingOutBetweenWhereItStoppedAndWhereTheNextComparisonGoesOn() {
		this.ledger.rounds().goOnAfter("contoso", new ReferrerRounds.RoundPosition("b", digest(1).value()));
		assertThat(looksAtNothing("c")).as("what is after b comes first").isTrue();
		assertThat(looksAtNothing("b")).isFalse();
		assertThat(looksAtNothing("a")).isFalse();
		this.ledger.rounds().beginAnew("contoso");
		assertThat(looksAtNothing("a")).as("the round begins at its begin").isTrue();
	}

	private boolean looksAtNothing(String after) {
		Settings settings = settings(ReferrerRule.ALL);
		RepositoryScope scope = new RepositoryScope(settings.source("contoso").orElseThrow(), "rules", Set.of(),
				Optional.empty(), new RepositoryScope.ScopeContinuation(Optional.of(after), Optional.empty(),
						Optional.empty(), Optional.empty()));
		PacedRegistries paced = new ComparisonRun.ComparisonReading(this.registries, Duration.ofHours(1),
				System::nanoTime)
			.begin();
		return !new ReferrerLookFactory(settings, this.ledger.rounds(),
				new ManifestInventory(this.ledger.manifests(), true))
			.begin(scope, paced)
			.isRoundOver();
	}

	/**
	 * Puts an image into both registries.
	 */
	private void put(String repository, String tag, int number) {
		Instant yesterday = this.clock.instant().minus(Duration.ofDays(1));
		this.registries.put(VENDOR + repository + ":" + tag, digest(number), yesterday);
		this.registries.put(CUSTOMER + repository + ":" + tag, digest(number), yesterday);
	}

	private void refer(String repository, int subject, String artifactType) {
		this.registries.refer(VENDOR + repository, digest(subject),
				new Referrer(digest(900), Optional.of(artifactType)));
	}

	private static Digest digest(int number) {
		return new Digest("sha256:%064x".formatted(number));
	}

	private List<Claim> open(int limit) {
		return this.ledger.claim("prod", limit, "test", List.of(), Duration.ofMinutes(1));
	}

	private ComparisonLease.ComparisonProgress pass(ReferrerRule referrers) {
		Settings settings = settings(referrers);
		ComparisonRecorder recorder = new ComparisonRecorder("pass", this.ledger.ledger(), this.ledger.checks(),
				this.ledger.rounds(), this.ledger.continuations(), this.clock, Tracing.OFF);
		new ComparisonRun(settings, new RepositoryScopes(settings, this.ledger.checks(), this.ledger.continuations()),
				new RepositoryComparer(settings, this.ledger.checks(), this.ledger.continuations(), this.clock),
				new ReferrerLookFactory(settings, this.ledger.rounds(),
						new ManifestInventory(this.ledger.manifests(), true)),
				new ComparisonRun.ComparisonReading(this.registries, Duration.ofHours(1), System::nanoTime), this.clock)
			.run(recorder);
		return recorder.progress();
	}

	private static Settings settings(ReferrerRule referrers) {
		return TestSettings.of(TestSettings.source("contoso", TestRule.of("**").referrers(referrers).rules()))
			.settings();
	}

}
