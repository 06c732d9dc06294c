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
				this.ledger.followUps(), this.registries);
	}

	@AfterEach
	void close() {
		this.ledger.close();
	}

	@Test
	void bringsASignatureThatNoEventTellsOf() {
		importImage();
		this.clock.goOn(Duration.ofSeconds(10));
		this.followUp.lookAtAll();
		assertThat(claim()).as("there is none yet").isEmpty();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.clock.goOn(Duration.ofSeconds(20));
		this.followUp.lookAtAll();
		assertThat(claim()).singleElement().satisfies((claim) -> {
			assertThat(claim.record().origin()).isEqualTo(Origin.RECONCILE);
			assertThat(claim.record().digest()).isEqualTo(IMAGE);
		});
	}

	@Test
	void leavesAnImageAloneThatLacksNothing() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.registries.putManifest(TO, SIGNATURE);
		this.clock.goOn(Duration.ofSeconds(10));
		this.followUp.lookAtAll();
		assertThat(claim()).isEmpty();
	}

	@Test
	void bringsASignatureWhoseEventHasNoTag() {
		importImage();
		this.registries.refer(FROM, IMAGE, new Referrer(SIGNATURE, Optional.empty()));
		this.ledger.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), SIGNATURE);
		this.followUp.lookAtAll();
		assertThat(claim()).hasSize(1);
	}

	@Test
	void leavesAManifestThatRefersToNothing() {
		importImage();
		this.ledger.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), SIGNATURE);
		this.followUp.lookAtAll();
		assertThat(claim()).isEmpty();
		this.clock.goOn(Duration.ofHours(1));
		assertThat(this.ledger.followUps().take(5)).extracting((it) -> it.digest()).doesNotContain(SIGNATURE);
	}

	private void importImage() {
		this.ledger.ledger().accept(Pushes.push("v1", IMAGE));
		Claim claim = claim().getFirst();
		this.ledger.followUps().imported(claim.record(), IMAGE);
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
