package dev.acrsync.importing;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.Pushes;
import dev.acrsync.ledger.State;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The worker with a real ledger, at work on threads of its own.
 */
class ImportWorkerTests {

	private static final Digest A = Pushes.digest('a');

	private final Settings settings = ImporterTests.settings();

	private final FakeAzure azure = new FakeAzure();

	private final FakeRegistries registries = new FakeRegistries();

	@Test
	void defersAnImportThatMeetsAnErrorOfTheVirtualMachine(@TempDir Path directory) {
		this.registries.put("contoso.azurecr.io/tripinsights/poi:v1", A);
		this.azure.answers(() -> {
			throw new NoClassDefFoundError("some/Class");
		});
		try (TestLedger ledger = new TestLedger("jdbc:sqlite:" + directory.resolve("ledger.db"), Clock.systemUTC())) {
			ImportWorker worker = worker(ledger);
			worker.start();
			String id = ledger.ledger().accept(Pushes.push("v1", A)).imports().getFirst().id();
			ImportRecord record = Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> ledger.records().find(id).orElseThrow(), (it) -> it.error().isPresent());
			worker.stop();
			assertThat(record.state()).isEqualTo(State.PENDING);
			assertThat(record.error().map(ImportRecord.Failure::code)).isEqualTo(Optional.of("internal-error"));
			assertThat(record.nextAttemptAt()).isPresent();
		}
	}

	private ImportWorker worker(TestLedger ledger) {
		Clock clock = Clock.systemUTC();
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		ImportMetrics metrics = new ImportMetrics(meters, this.settings);
		Copy copy = new Copy(ledger.ledger(), this.azure, new TargetTag(this.registries),
				this.settings.imports().deadline(), clock, Thread::sleep);
		TagLocks tagLocks = new TagLocks(this.registries);
		Referrers referrers = new Referrers(this.registries, tagLocks, new QuickCopy(this.azure, clock, Thread::sleep),
				metrics);
		return new ImportWorker(this.settings, ledger.ledger(), ledger.records(),
				new Importer(this.settings, ledger.records(), this.registries, tagLocks, copy, referrers, clock),
				new Recorder(ledger.ledger(), new Backoff(this.settings.imports(), new Random(42)), metrics, clock),
				metrics, new Concurrency(4, Set.of("prod"), meters));
	}

}
