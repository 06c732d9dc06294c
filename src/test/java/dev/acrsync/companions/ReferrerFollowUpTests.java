package dev.acrsync.companions;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.importing.TestImporting;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.DamagedPage;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TestRule;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ReferrerFollowUpTests {

	private static final Digest IMAGE = TestPushes.digest('a');

	private static final Digest SIGNATURE = TestPushes.digest('b');

	private static final Digest PLATFORM = TestPushes.digest('c');

	private static final Digest SBOM = TestPushes.digest('d');

	private static final String FROM = "contoso.azurecr.io/tripinsights/poi";

	private static final String TO = "customer.azurecr.io/tripinsights/poi";

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	private ReferrerFollowUp followUp;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger(url(), this.clock);
		this.followUp = followUp(settings());
	}

	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

	private ReferrerFollowUp followUp(Settings settings) {
		return new ReferrerFollowUp(settings, this.ledger.ledger(), this.ledger.records(), this.ledger.followUps(),
				this.registries,
				new CosignTags(this.registries, this.ledger.records(), () -> this.clock.millis() * 1_000_000));
	}

	@Test
	void bringsASignatureThatNoEventTellsOf() {
		importImage();
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).as("there is none yet").isEmpty();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(20));
		look();
		assertThat(claim()).singleElement().satisfies((claim) -> {
			assertThat(claim.record().push().origin()).isEqualTo(ImportOrigin.RECHECK);
			assertThat(claim.urgent()).as("before what a comparison has found").isTrue();
			assertThat(claim.record().push().digest()).isEqualTo(IMAGE);
		});
	}

	@Test
	void bringsTheSbomOfAPlatformThatNoEventTellsOf() {
		importImage();
		this.registries.index(FROM, IMAGE, PLATFORM).refer(FROM, PLATFORM, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void bringsTheSignatureOfAnSbomThatNoEventTellsOf() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SBOM, Optional.empty())).putManifest(TO, SBOM);
		this.registries.refer(FROM, SBOM, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void looksAtAllOfASourceThatHasPushedByTheHundredAndAtOthersMeanwhile() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		for (int i = 0; i < 400; i++) {
			push("contoso", new Digest("sha256:%064x".formatted(i)));
		}
		push("fabrikam", PLATFORM);
		this.clock.goOn(Duration.ofMillis(1));
		push("contoso", SIGNATURE);
		look();
		assertThat(claim()).as("the newest first").hasSize(1);
		assertThat(this.ledger.followUps().dueSources()).as("of others").doesNotContain("fabrikam");
		for (int second = 0; second < 20; second++) {
			look();
		}
		assertThat(this.ledger.followUps().dueSources()).isEmpty();
	}

	@Test
	void looksAtOthersThoughThePageOfOneSourceIsDamaged() throws IOException {
		assumeTrue(url().startsWith("jdbc:sqlite:"), "PostgreSQL's files are its own");
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		for (int i = 0; i < 50; i++) {
			push("abc", new Digest("sha256:%064x".formatted(i)));
		}
		this.ledger.close();
		DamagedPage.zero(this.directory.resolve("ledger.db"), "follow_ups", 1);
		open();
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesWhatIsOfASourceToAReplicaThatKnowsIt() {
		Settings settings = settings();
		ReferrerFollowUp old = followUp(TestSettings.like(settings).sources().settings());
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(10));
		push("contoso", SIGNATURE);
		TestImporting.await(old.look());
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void endsWhatIsOfASourceThatNoReplicaHasKnownForAnHour() {
		push("northwind", SIGNATURE);
		this.clock.goOn(Duration.ofMinutes(59));
		look();
		assertThat(this.ledger.followUps().dueSources()).containsExactly("northwind");
		this.clock.goOn(Duration.ofMinutes(2));
		look();
		assertThat(this.ledger.followUps().dueSources()).isEmpty();
	}

	@Test
	void doesNotBringAnImageBackThatWasRemoved() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.registries.remove(TO + ":v1");
		this.clock.goOn(Duration.ofSeconds(10));
		push("contoso", SIGNATURE);
		look();
		assertThat(claim()).isEmpty();
	}

	@Test
	void bringsASignatureBehindManyOfOtherKinds() {
		importImage();
		for (int i = 0; i < 150; i++) {
			Digest other = new Digest("sha256:%064x".formatted(i));
			this.registries.refer(FROM, IMAGE, new Referrer(other, Optional.of("application/vnd.example.report")));
			this.registries.putManifest(TO, other);
		}
		this.registries.refer(FROM, IMAGE, new Referrer(SBOM, Optional.of("application/vnd.example.report")));
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sig", "att", "sbom" })
	void bringsATagOfCosignsThatNoEventTellsOf(String kind) {
		importImage();
		String tag = ":" + IMAGE.value().replace(':', '-') + "." + kind;
		this.registries.put(FROM + tag, SIGNATURE);
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesATagOfCosignsThatIsThere() {
		importImage();
		String tag = ":" + IMAGE.value().replace(':', '-') + ".sig";
		this.registries.put(FROM + tag, SIGNATURE).put(TO + tag, SIGNATURE);
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).isEmpty();
	}

	@Test
	void bringsASignatureThatIsNotSeenBeforeItsEvent() {
		importWithoutLooks();
		push("contoso", SIGNATURE);
		look();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(9));
		look();
		assertThat(claim()).as("not before ten seconds").isEmpty();
		this.clock.goOn(Duration.ofSeconds(1));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void looksAgainWhereTheTargetDoesNotTellWhetherASignatureIsThere() {
		importWithoutLooks();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		push("contoso", SIGNATURE);
		this.registries.away("customer.azurecr.io", Unreadable.UnreadableCause.UNAVAILABLE);
		look();
		assertThat(claim()).isEmpty();
		this.registries.back("customer.azurecr.io");
		this.clock.goOn(Duration.ofSeconds(30));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesAnImageAloneThatLacksNothing() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty())).putManifest(TO, SIGNATURE);
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).isEmpty();
	}

	@Test
	void bringsASignatureWhoseEventHasNoTag() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		push("contoso", SIGNATURE);
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void bringsTheSbomOfAPlatformWhoseEventHasNoTag() {
		importImage("v1", PLATFORM);
		this.registries.refer(FROM, PLATFORM, new Referrer(SIGNATURE, Optional.empty()));
		push("contoso", SIGNATURE);
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void bringsTheSignatureOfAnSbomOfAPlatformWhoseEventHasNoTag() {
		importImage("v1", PLATFORM);
		this.registries.refer(FROM, PLATFORM, new Referrer(SBOM, Optional.empty()));
		this.registries.refer(FROM, SBOM, new Referrer(SIGNATURE, Optional.empty()));
		push("contoso", SIGNATURE);
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesAManifestThatRefersToNothing() {
		importImage();
		this.registries.putManifest(FROM, SIGNATURE);
		push("contoso", SIGNATURE);
		look();
		assertThat(claim()).isEmpty();
		this.clock.goOn(Duration.ofHours(1));
		assertThat(this.ledger.followUps().take("contoso", 5)).extracting((it) -> it.digest())
			.doesNotContain(SIGNATURE);
	}

	private void push(String source, Digest manifest) {
		assertThat(this.ledger.followUps().pushed(source, new RepositoryName("tripinsights/poi"), manifest)).isTrue();
	}

	private void look() {
		TestImporting.await(this.followUp.look());
	}

	private void importImage() {
		importImage("v1");
	}

	/** Found by a comparison, so that only an event has it looked at. */
	private void importWithoutLooks() {
		this.ledger.ledger().accept(TestPushes.push("v1", IMAGE));
		finish(claim().getFirst());
	}

	private void importImage(String tag, Digest... platforms) {
		this.ledger.ledger().accept(TestPushes.push(tag, IMAGE));
		Claim claim = claim().getFirst();
		this.ledger.followUps().imported(claim.record(), IMAGE, List.of(platforms));
		finish(claim);
		ImportRecord record = this.ledger.records().find(claim.record().id()).orElseThrow();
		assertThat(record.progress().importedDigest()).contains(IMAGE);
	}

	private void finish(Claim claim) {
		this.ledger.ledger().finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, IMAGE));
		this.registries.put(claim.record().target().image().toString(), IMAGE);
	}

	private List<Claim> claim() {
		return this.ledger.claim("prod", 5, "replica", List.of(), Duration.ofMinutes(1));
	}

	private static Settings settings() {
		Settings settings = TestImporting.settings();
		Source plain = settings.sources().get("contoso");
		Rules rules = TestRule.of("tripinsights/poi").tags("v*").rules();
		return TestSettings.like(settings)
			.sources(TestSettings.source("contoso", plain.registry(), plain.door(), rules),
					TestSettings.source("fabrikam", plain.registry(), plain.door(), rules))
			.settings();
	}

}
