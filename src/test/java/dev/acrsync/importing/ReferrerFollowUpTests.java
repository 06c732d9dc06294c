package dev.acrsync.importing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.SettableClock;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.Origin;
import dev.acrsync.ledger.Outcome;
import dev.acrsync.ledger.Pushes;
import dev.acrsync.ledger.State;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.registry.Referrer;
import dev.acrsync.rules.Glob;
import dev.acrsync.rules.Rule;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TagPattern;
import dev.acrsync.rules.TargetRepository;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ReferrerFollowUpTests {

	private static final Digest IMAGE = Pushes.digest('a');

	private static final Digest SIGNATURE = Pushes.digest('b');

	private static final Digest PLATFORM = Pushes.digest('c');

	private static final Digest SBOM = Pushes.digest('d');

	private static final String FROM = "contoso.azurecr.io/tripinsights/poi";

	private static final String TO = "customer.azurecr.io/tripinsights/poi";

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	@TempDir
	Path directory;

	private TestLedger ledger;

	private ReferrerFollowUp followUp;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger("jdbc:sqlite:" + this.directory.resolve("ledger.db"), this.clock);
		this.followUp = new ReferrerFollowUp(settings(), this.ledger.ledger(), this.ledger.records(),
				this.ledger.followUps(), this.registries, this.clock);
	}

	@AfterEach
	void close() {
		this.ledger.close();
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
			assertThat(claim.record().origin()).isEqualTo(Origin.RECONCILE);
			assertThat(claim.record().digest()).isEqualTo(IMAGE);
		});
	}

	@Test
	void bringsTheSbomOfAPlatformThatNoEventTellsOf() {
		importImage();
		this.registries.index(FROM, IMAGE, PLATFORM);
		this.registries.refer(FROM, PLATFORM, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void bringsTheSignatureOfAnSbomThatNoEventTellsOf() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SBOM, Optional.empty()));
		this.registries.putManifest(TO, SBOM);
		this.registries.refer(FROM, SBOM, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void looksLessOftenAtASourceOfWhichItAsksMuchAndNotAtOthers() {
		importImage("v1");
		importImage("v2");
		importImage("v3");
		this.registries.index(FROM, IMAGE, PLATFORM, SBOM, SIGNATURE, Pushes.digest('e'));
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		this.registries.refer(FROM, PLATFORM, new Referrer(Pushes.digest('f'), Optional.empty()));
		this.ledger.followUps().pushed("fabrikam", new RepositoryName("tripinsights/poi"), SIGNATURE);
		for (int second = 0; second < 3; second++) {
			look();
			assertThat(claim()).isEmpty();
		}
		assertThat(this.ledger.followUps().dueSources()).containsExactly("contoso");
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesASourceToAReplicaThatKnowsIt() {
		this.ledger.followUps().pushed("northwind", new RepositoryName("tripinsights/poi"), SIGNATURE);
		look();
		this.clock.goOn(Duration.ofMinutes(3));
		assertThat(this.ledger.followUps().dueSources()).containsExactly("northwind");
		this.clock.goOn(Duration.ofHours(1));
		look();
		this.clock.goOn(Duration.ofMinutes(3));
		assertThat(this.ledger.followUps().dueSources()).isEmpty();
	}

	@Test
	void leavesAnImageAloneThatLacksNothing() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.registries.putManifest(TO, SIGNATURE);
		this.clock.goOn(Duration.ofSeconds(10));
		look();
		assertThat(claim()).isEmpty();
	}

	@Test
	void bringsASignatureWhoseEventHasNoTag() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.ledger.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), SIGNATURE);
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void bringsTheSbomOfAPlatformWhoseEventHasNoTag() {
		importImage("v1", PLATFORM);
		this.registries.refer(FROM, PLATFORM, new Referrer(SIGNATURE, Optional.empty()));
		this.ledger.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), SIGNATURE);
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void bringsTheSignatureOfAnSbomOfAPlatformWhoseEventHasNoTag() {
		importImage("v1", PLATFORM);
		this.registries.refer(FROM, PLATFORM, new Referrer(SBOM, Optional.empty()));
		this.registries.refer(FROM, SBOM, new Referrer(SIGNATURE, Optional.empty()));
		this.ledger.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), SIGNATURE);
		look();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesAManifestThatRefersToNothing() {
		importImage();
		this.ledger.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), SIGNATURE);
		look();
		assertThat(claim()).isEmpty();
		this.clock.goOn(Duration.ofHours(1));
		assertThat(this.ledger.followUps().take("contoso", 5)).extracting((it) -> it.digest())
			.doesNotContain(SIGNATURE);
	}

	private void look() {
		TestImporting.await(this.followUp.look());
	}

	private void importImage() {
		importImage("v1");
	}

	private void importImage(String tag, Digest... platforms) {
		this.ledger.ledger().accept(Pushes.push(tag, IMAGE));
		Claim claim = claim().getFirst();
		this.ledger.followUps().imported(claim.record(), IMAGE, List.of(platforms));
		this.ledger.ledger().finish(claim, Outcome.arrived(State.SUCCEEDED, IMAGE));
		ImportRecord record = this.ledger.records().find(claim.record().id()).orElseThrow();
		assertThat(record.importedDigest()).contains(IMAGE);
	}

	private List<Claim> claim() {
		return this.ledger.claim("prod", 5, "replica", List.of(), Duration.ofMinutes(1));
	}

	private static Settings settings() {
		Settings settings = ImporterTests.settings();
		Source plain = settings.sources().get("contoso");
		Rule rule = new Rule(List.of(Glob.ofRepository("tripinsights/poi")), List.of(), List.of(TagPattern.parse("v*")),
				List.of(), TargetRepository.parse("{repository}"), Overwrite.WHEN_CHANGED, List.of("prod"));
		Source source = new Source(plain.name(), plain.registry(), Set.of(), Optional.empty(), plain.door(),
				new Rules(List.of(rule)));
		return new Settings(Map.of("contoso", source), settings.targets(), settings.azure(), settings.imports(),
				settings.retention(), settings.reconciling());
	}

}
