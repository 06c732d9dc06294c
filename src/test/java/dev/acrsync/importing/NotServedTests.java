package dev.acrsync.importing;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.storedages.StoredAges;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Replicas of different settings, as during a rolling update that adds a source.
 */
class NotServedTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final Settings before = TestImporting.settings();

	private final Settings after = with("fabrikam");

	private final FakeRegistries registries = new FakeRegistries();

	private final AtomicLong nanos = new AtomicLong();

	@Test
	void eachReplicaClaimsWhatItKnowsAndLeavesTheRestToTheOthers() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		this.registries.put("fabrikam.azurecr.io/tripinsights/poi:new", TestPushes.digest('a'));
		this.registries.put("customer.azurecr.io/tripinsights/poi:new", TestPushes.digest('a'));
		this.registries.put("contoso.azurecr.io/tripinsights/poi:known", TestPushes.digest('a'));
		this.registries.put("customer.azurecr.io/tripinsights/poi:known", TestPushes.digest('a'));
		try (PostgresServer server = PostgresServer.start()) {
			String url = server.createDatabase();
			try (TestLedger old = new TestLedger(url, Clock.systemUTC());
					TestLedger young = new TestLedger(url, Clock.systemUTC())) {
				ImportWorker oldWorker = worker(old, this.before);
				oldWorker.start();
				String id = accept(young, "fabrikam", "new");
				String known = accept(old, "contoso", "known");
				awaitCode(old, id, "not-served-here");
				Awaitility.await()
					.atMost(SOON)
					.until(() -> old.records().find(known).orElseThrow().progress().state() == ImportState.UNCHANGED);
				assertThat(old.records().find(id).orElseThrow().progress().state()).isEqualTo(ImportState.PENDING);
				assertThat(old.records().find(id).orElseThrow().progress().attempts()).isZero();
				ImportWorker youngWorker = worker(young, this.after);
				youngWorker.start();
				Awaitility.await()
					.atMost(SOON)
					.until(() -> old.records().find(id).orElseThrow().progress().state() == ImportState.UNCHANGED);
				youngWorker.stop();
				oldWorker.stop();
			}
		}
	}

	@Test
	void whatAReplicaKnowsIsNeverGivenUpByOneThatDoesNotAndAnHourAfterTheLastOneIs() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		try (PostgresServer server = PostgresServer.start()) {
			String url = server.createDatabase();
			try (TestLedger old = new TestLedger(url, Clock.systemUTC());
					TestLedger young = new TestLedger(url, Clock.systemUTC())) {
				UnknownWork knowing = new UnknownWork(this.after, young.served(), this.nanos::get);
				UnknownWork unknowing = new UnknownWork(this.before, old.served(), this.nanos::get);
				String id = accept(young, "fabrikam", "new");
				for (int minute = 0; minute < 150; minute += 10) {
					assertThat(knowing.look()).isEmpty();
					assertThat(unknowing.look()).as("after %d minutes", minute).isEmpty();
					goOn(Duration.ofMinutes(10));
				}
				assertThat(code(old, id)).contains("not-served-here");
				knowing.look();
				unknowing.look();
				goOn(Duration.ofMinutes(59));
				assertThat(unknowing.look()).isEmpty();
				goOn(Duration.ofMinutes(1));
				assertThat(unknowing.look()).containsExactly(new UnknownWork.WorkLine("prod", "fabrikam"));
				knowing.look();
				assertThat(unknowing.look()).as("it has come back").isEmpty();
			}
		}
	}

	@Test
	void whatNobodyKnowsIsParkedAfterAnHour(@TempDir Path directory) {
		try (TestLedger ledger = TestLedger.in(directory, Clock.systemUTC())) {
			ImportWorker worker = worker(ledger, this.before);
			worker.start();
			String id = accept(ledger, "fabrikam", "new");
			awaitCode(ledger, id, "not-served-here");
			goOn(Duration.ofMinutes(61));
			awaitCode(ledger, id, "not-configured");
			assertThat(ledger.records().find(id).orElseThrow().progress().state()).isEqualTo(ImportState.FAILED);
			worker.stop();
		}
	}

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private static void awaitCode(TestLedger ledger, String id, String code) {
		Awaitility.await(code).atMost(SOON).until(() -> code(ledger, id), Optional.of(code)::equals);
	}

	private static Optional<String> code(TestLedger ledger, String id) {
		return ledger.records().find(id).orElseThrow().progress().error().map(ImportProgress.RecordedFailure::code);
	}

	private static String accept(TestLedger ledger, String source, String tag) {
		AllowedPush push = TestPushes.push(tag, TestPushes.digest('a'));
		return ledger.ledger().accept(TestPushes.of(source, push)).imports().getFirst().id();
	}

	private ImportWorker worker(TestLedger ledger, Settings settings) {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		TestImporting importing = new TestImporting(settings, ledger, this.registries, new FakeAzure(), meters,
				Clock.systemUTC(), Thread::sleep);
		return new ImportWorker(settings, ledger.ledger(), new StoredAges(Clock.systemUTC(), System::nanoTime),
				new UnknownWork(settings, ledger.served(), this.nanos::get), importing.importer(), importing.recorder(),
				importing.concurrency(), importing.gate(), Tracing.OFF);
	}

	private static Settings with(String name) {
		Settings settings = TestImporting.settings();
		Source contoso = settings.source("contoso").orElseThrow();
		return TestSettings.like(settings)
			.sources(contoso,
					TestSettings.source(name,
							TestSettings.registry(name + ".azurecr.io", contoso.registry().credentials()),
							contoso.door(), contoso.rules()))
			.settings();
	}

}
