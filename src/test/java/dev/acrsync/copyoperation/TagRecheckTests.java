package dev.acrsync.copyoperation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import dev.acrsync.image.Digest;
import dev.acrsync.importing.TestImporting;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TagRecheckTests {

	private static final Digest OLD = TestPushes.digest('a');

	private static final Digest NEW = TestPushes.digest('b');

	private static final String PROD = "customer.azurecr.io/tripinsights/poi:v1";

	private static final String TEST = "test.azurecr.io/tripinsights/poi:v1";

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final CountDownLatch answer = new CountDownLatch(1);

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
	}

	@Test
	void aRegistryThatHangsKeepsNoTagOfAnotherFromBeingLookedAt() {
		importWithDoubt("prod");
		importWithDoubt("test");
		this.registries.put(PROD, OLD).put(TEST, OLD);
		this.clock.goOn(Duration.ofSeconds(31));
		this.registries.onAsked((host) -> {
			if (host.equals("customer.azurecr.io")) {
				this.answer.await();
			}
		});
		TagRecheck recheck = recheck(settings());
		List<Thread> threads = recheck.lookAgain();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> newest(TEST).push().origin() == ImportOrigin.RECHECK);
		assertThat(newest(PROD).push().origin()).isEqualTo(ImportOrigin.EVENT);
		this.clock.goOn(Duration.ofSeconds(31));
		assertThat(recheck.lookAgain()).as("further looks at what hangs").isEmpty();
		this.answer.countDown();
		TestImporting.await(threads);
		assertThat(newest(PROD).push().origin()).isEqualTo(ImportOrigin.RECHECK);
	}

	@Test
	void aReplicaThatDoesNotKnowATargetLeavesItsTagsToOneThatDoes() {
		importWithDoubt("test");
		this.registries.put(TEST, OLD);
		this.clock.goOn(Duration.ofSeconds(31));
		TestImporting.await(recheck(TestImporting.settings()).lookAgain());
		TestImporting.await(recheck(settings()).lookAgain());
		assertThat(newest(TEST).push().origin()).isEqualTo(ImportOrigin.RECHECK);
	}

	@Test
	void aTagOfATargetThatNoReplicaKnowsIsLeftAnHourAfterItsDeadline() {
		importWithDoubt("test");
		TagRecheck recheck = recheck(TestImporting.settings());
		this.clock.goOn(Duration.ofMinutes(89));
		TestImporting.await(recheck.lookAgain());
		assertThat(this.ledger.operations().rechecks(TEST::equals)).hasSize(1);
		this.clock.goOn(Duration.ofMinutes(2));
		TestImporting.await(recheck.lookAgain());
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.ledger.operations().rechecks(TEST::equals)).isEmpty();
	}

	private TagRecheck recheck(Settings settings) {
		return new TagRecheck(settings, this.ledger.ledger(), this.ledger.operations(), this.ledger.records(),
				this.registries, new ImportMetrics(new SimpleMeterRegistry(), settings, (_) -> {
				}), this.clock);
	}

	/**
	 * Imports the new digest, after an operation that may yet put the old one there.
	 */
	private void importWithDoubt(String target) {
		this.ledger.ledger().accept(TestPushes.push("v1", NEW, target));
		Claim claim = this.ledger.claim(target, 1, "replica", List.of(), Duration.ofMinutes(1)).getFirst();
		String image = claim.record().target().image().toString();
		OperationRecord operation = OperationRecord.begun(target, image, OLD,
				Optional.of(claim.record().target().image().tag()), claim.record().id(), this.clock.instant(),
				this.clock.instant().plus(Duration.ofMinutes(30)));
		assertThat(this.ledger.operations().begin(claim, operation)).isTrue();
		this.ledger.operations().end(operation, OperationEnd.FORGOTTEN, false);
		this.ledger.ledger().finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, NEW));
	}

	private ImportRecord newest(String image) {
		return this.ledger.records().newest(image).orElseThrow();
	}

	private static Settings settings() {
		Settings settings = TestImporting.settings();
		Target prod = settings.targets().get("prod");
		Target test = TestSettings.target("test",
				TestSettings.registry("test.azurecr.io", prod.registry().credentials()));
		return TestSettings.like(settings).targets(prod, test).settings();
	}

}
