package dev.acrsync.importing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.image.Digest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Receipt;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.pace.RequestUrgency;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import dev.acrsync.storedages.StoredAges;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The worker with a real ledger, at work on threads of its own.
 */
class ImportWorkerTests {

	private static final Digest A = TestPushes.digest('a');

	private final Settings settings = TestImporting.settings();

	private final FakeAzure azure = new FakeAzure();

	private final FakeRegistries registries = new FakeRegistries();

	@Test
	void defersAnImportThatMeetsAnErrorOfTheVirtualMachine(@TempDir Path directory) {
		this.registries.put("contoso.azurecr.io/tripinsights/poi:v1", A);
		this.azure.answers(() -> {
			throw new NoClassDefFoundError("some/Class");
		});
		try (TestLedger ledger = TestLedger.in(directory, Clock.systemUTC())) {
			ImportWorker worker = worker(ledger);
			worker.start();
			String id = ledger.ledger().accept(TestPushes.push("v1", A)).imports().getFirst().id();
			ImportRecord record = Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> ledger.records().find(id).orElseThrow(), (it) -> it.progress().error().isPresent());
			worker.stop();
			assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
			assertThat(record.progress().error().map(ImportProgress.RecordedFailure::code))
				.isEqualTo(Optional.of("internal-error"));
			assertThat(record.progress().nextAttemptAt()).isPresent();
		}
	}

	@Test
	void asksMoreUrgentlyForWhatWasAnnounced(@TempDir Path directory) {
		BlockingQueue<RequestUrgency> asked = new LinkedBlockingQueue<>();
		try (TestLedger ledger = TestLedger.in(directory, Clock.systemUTC())) {
			ImportWorker worker = worker(ledger);
			worker.start();
			for (String tag : List.of("v1", "v2")) {
				this.registries.put("contoso.azurecr.io/tripinsights/poi:" + tag, A);
				this.azure.answers(() -> {
					asked.add(RequestUrgency.current());
					return new OperationStatus.Failed(
							new ImportTrouble(ImportTrouble.TroubleCure.PARK, "test", "enough"));
				});
				AllowedPush push = TestPushes.push(tag, A);
				ledger.ledger()
					.accept("v1".equals(tag) ? push
							: TestPushes.found(push.push().event(), ImportOrigin.BACKFILL, push));
				Awaitility.await()
					.atMost(Duration.ofSeconds(10))
					.until(() -> this.azure.requests().size() == asked.size()
							&& asked.size() == ("v1".equals(tag) ? 1 : 2));
			}
			worker.stop();
		}
		assertThat(asked).containsExactly(RequestUrgency.ANNOUNCED, RequestUrgency.IMPORT);
	}

	@Test
	void theTroubleOfOneTargetDoesNotKeepTheOthersWaiting(@TempDir Path directory) {
		this.registries.put("contoso.azurecr.io/tripinsights/poi:v1", A);
		this.registries.put("customer.azurecr.io/tripinsights/poi:v1", A);
		String url = "jdbc:sqlite:" + directory.resolve("ledger.db");
		try (TestLedger ledger = new TestLedger(url, Clock.systemUTC())) {
			JdbcClient.create(new DriverManagerDataSource(url))
				.sql("""
						create trigger refuse before update on work when new.target = 'disaster' and new.lease_owner is not null
						begin select raise(abort, 'refused by the test'); end
						""")
				.update();
			List<Receipt.ReceiptEntry> imports = ledger.ledger()
				.accept(TestPushes.push("v1", A, "disaster", "prod"))
				.imports();
			ImportWorker worker = worker(ledger);
			worker.start();
			ImportRecord record = Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> ledger.records().find(imports.getLast().id()).orElseThrow(),
						(it) -> it.progress().state() == ImportState.UNCHANGED);
			worker.stop();
			assertThat(record.target().destination().target()).isEqualTo("prod");
			assertThat(ledger.records().find(imports.getFirst().id()).orElseThrow().progress().state())
				.isEqualTo(ImportState.PENDING);
		}
	}

	@Test
	void whatIsClaimedWhileTheServiceStopsIsGivenBackAndNotBegun(@TempDir Path directory) throws Exception {
		this.registries.put("contoso.azurecr.io/tripinsights/poi:v1", A);
		GatedClock clock = new GatedClock();
		try (TestLedger ledger = TestLedger.in(directory, clock)) {
			ImportWorker worker = worker(ledger, clock);
			this.azure.answers(new OperationStatus.Failed(new ImportTrouble(ImportTrouble.TroubleCure.RETRY,
					"throttled", "wait", Optional.of(Duration.ofMinutes(10)))));
			String id = ledger.ledger().accept(TestPushes.push("v1", A)).imports().getFirst().id();
			worker.start();
			Awaitility.await().until(() -> ledger.records().find(id).orElseThrow().progress().error().isPresent());
			clock.closeGate();
			Awaitility.await().until(clock::isWaiting);
			Thread stopping = Thread.ofVirtual().start(worker::stop);
			Awaitility.await().until(() -> !worker.isRunning());
			clock.openGateAfter(Duration.ofHours(1));
			stopping.join();
			assertThat(this.azure.requests()).hasSize(1);
			assertThat(ledger.claim("prod", 1, "successor", List.of(), Duration.ofMinutes(1))).hasSize(1);
		}
	}

	@Test
	void whatIsCutShortBesideTheLedgerWhileTheServiceStopsIsGivenBack(@TempDir Path directory) throws Exception {
		this.registries.put("contoso.azurecr.io/tripinsights/poi:v1", A);
		CountDownLatch polled = new CountDownLatch(1);
		this.azure.answers(new OperationStatus.Running(URI.create("https://management.azure.com/1"), Optional.empty()))
			.answers(() -> {
				polled.countDown();
				LockSupport.park();
				this.registries.put("customer.azurecr.io/tripinsights/poi:v1", A);
				return new OperationStatus.Ended();
			});
		try (TestLedger ledger = TestLedger.in(directory, Clock.systemUTC())) {
			ImportWorker worker = worker(ledger);
			String id = ledger.ledger().accept(TestPushes.push("v1", A)).imports().getFirst().id();
			worker.start();
			polled.await();
			worker.stop();
			// The ledger may have been quicker than the interrupt: then it is done.
			if (ledger.records().find(id).orElseThrow().progress().state() != ImportState.SUCCEEDED) {
				assertThat(ledger.claim("prod", 1, "successor", List.of(), Duration.ofMinutes(1))).hasSize(1);
			}
		}
	}

	@Test
	void whatCannotBeWorkedOnSinceAnIndexIsDamagedIsNotAccepted(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("ledger.db");
		String url = "jdbc:sqlite:" + file;
		this.registries.put("contoso.azurecr.io/tripinsights/poi:v1", A);
		new TestLedger(url, Clock.systemUTC()).close();
		int page = JdbcClient.create(new DriverManagerDataSource(url))
			.sql("select rootpage from sqlite_schema where name = 'operations_by_target_image'")
			.query(Integer.class)
			.single();
		try (RandomAccessFile database = new RandomAccessFile(file.toFile(), "rw")) {
			database.seek((page - 1) * 4_096L);
			database.write(new byte[4_096]);
		}
		try (TestLedger ledger = new TestLedger(url, Clock.systemUTC())) {
			ledger.ledger().accept(TestPushes.push("v1", A));
			ImportWorker worker = worker(ledger);
			worker.start();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThatExceptionOfType(LedgerUnavailableException.class)
					.isThrownBy(ledger.ledger()::probe)
					.withMessageContaining("damaged"));
			worker.stop();
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> ledger.ledger().accept(TestPushes.push("v2", A)));
			assertThat(this.azure.requests()).isEmpty();
		}
	}

	@Test
	void takesUpTogetherWhatComesTogether(@TempDir Path directory) {
		AtomicInteger rounds = new AtomicInteger();
		try (TestLedger ledger = TestLedger.in(directory, Clock.systemUTC())) {
			ImportWorker worker = worker(ledger, Clock.systemUTC(), () -> {
				rounds.incrementAndGet();
				return System.nanoTime();
			});
			worker.start();
			long begun = System.nanoTime();
			for (int i = 0; i < 300; i++) {
				ledger.ledger().accept(TestPushes.push("v" + i, A));
			}
			int seen = rounds.get();
			Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
			worker.stop();
			assertThat(seen).isBetween(1, 2 + (int) elapsed.dividedBy(Duration.ofMillis(20)));
		}
	}

	private ImportWorker worker(TestLedger ledger) {
		return worker(ledger, Clock.systemUTC());
	}

	private ImportWorker worker(TestLedger ledger, Clock clock) {
		return worker(ledger, clock, System::nanoTime);
	}

	private ImportWorker worker(TestLedger ledger, Clock clock, LongSupplier asked) {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		TestImporting importing = new TestImporting(this.settings, ledger, this.registries, this.azure, meters, clock,
				Thread::sleep);
		return new ImportWorker(this.settings, ledger.ledger(), new StoredAges(Clock.systemUTC(), asked),
				new UnknownWork(this.settings, ledger.served(), System::nanoTime), importing.importer(),
				importing.recorder(), importing.concurrency(), importing.gate(), Tracing.OFF);
	}

	/**
	 * Keeps the ledger's writer waiting, which then finds that time has passed.
	 */
	private static final class GatedClock extends Clock {

		private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private volatile boolean waiting;

		void closeGate() {
			this.gate = new CountDownLatch(1);
		}

		boolean isWaiting() {
			return this.waiting;
		}

		void openGateAfter(Duration time) {
			this.clock.goOn(time);
			this.gate.countDown();
		}

		@Override
		public Instant instant() {
			if (this.gate.getCount() > 0 && Thread.currentThread().getName().equals("ledger-writer")) {
				this.waiting = true;
				try {
					this.gate.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
			return this.clock.instant();
		}

		@Override
		public ZoneId getZone() {
			return this.clock.getZone();
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
