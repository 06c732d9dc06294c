package dev.acrsync.ledgerfigures;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.database.SlowReads;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.storedages.StoredAges;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class QueueMetricsTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	@Test
	void waitOnceForADatabaseThatIsAway(CapturedOutput output) {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		AtomicLong nanos = new AtomicLong();
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (TestLedger ledger = TestLedger.in(this.directory, clock)) {
			new QueueMetrics(ledger.records(), new StoredAges(clock, nanos::get), clock, LONG, nanos::get)
				.bindTo(meters);
		}
		meters.get("acr.sync.queue.imports").gauges().forEach((gauge) -> assertThat(gauge.value()).isNaN());
		assertThat(meters.get("acr.sync.queue.oldest").gauge().value()).isNaN();
		assertThat(output).containsOnlyOnce("The queue's metrics could not be read");
	}

	@Test
	void holdUpNoScrapeWhileTheLedgerIsRead() throws Exception {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		CountDownLatch busy = new CountDownLatch(1);
		try (TestLedger ledger = TestLedger.in(this.directory, clock); SlowReads reads = new SlowReads()) {
			ledger.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
			for (int i = 0; i < 2; i++) {
				Thread.ofVirtual().start(() -> reads.read(() -> waited(busy)));
			}
			new QueueMetrics(new ImportRecords(ledger.jdbc(), reads), new StoredAges(clock, System::nanoTime), clock,
					Duration.ofMillis(1), System::nanoTime)
				.bindTo(meters);
			Gauge pending = meters.get("acr.sync.queue.imports").tag("state", "pending").gauge();
			assertThat(pending.value()).isNaN();
			assertThat(meters.get("acr.sync.queue.oldest").gauge().value()).isNaN();
			busy.countDown();
			await().untilAsserted(() -> assertThat(pending.value()).isEqualTo(1));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void tellHowOldTheOldestIsHoweverTheClockIsSet(int hours) {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (TestLedger ledger = TestLedger.in(this.directory, clock)) {
			new QueueMetrics(ledger.records(), new StoredAges(clock, nanos::get), clock, LONG, nanos::get)
				.bindTo(meters);
			Gauge oldest = meters.get("acr.sync.queue.oldest").gauge();
			ledger.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
			goOn(clock, nanos, 600);
			assertThat(oldest.value()).isEqualTo(600);
			clock.goOn(Duration.ofHours(hours));
			goOn(clock, nanos, 60);
			assertThat(oldest.value()).isEqualTo(660);
			ledger.ledger().accept(TestPushes.push("v2", TestPushes.digest('a')));
			goOn(clock, nanos, 60);
			assertThat(oldest.value()).isEqualTo(720);
			clock.goOn(Duration.ofHours(-hours));
			goOn(clock, nanos, 60);
			assertThat(oldest.value()).isEqualTo(780);
			List<Claim> claims = ledger.claim("prod", 9, "one", List.of(), Duration.ofMinutes(1));
			claims.forEach((claim) -> ledger.ledger()
				.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, TestPushes.digest('a'))));
			goOn(clock, nanos, 60);
			assertThat(oldest.value()).isZero();
			ledger.ledger().accept(TestPushes.push("v3", TestPushes.digest('a')));
			goOn(clock, nanos, 60);
			assertThat(oldest.value()).isEqualTo(60);
		}
	}

	@Test
	void countWhatAClockHasStoredThatWasAheadBeforeTheStartFromWhenItIsSeen() {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		AtomicLong nanos = new AtomicLong();
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (TestLedger ledger = TestLedger.in(this.directory, clock)) {
			ledger.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
			clock.goOn(Duration.ofDays(-1));
			new QueueMetrics(ledger.records(), new StoredAges(clock, nanos::get), clock, LONG, nanos::get)
				.bindTo(meters);
			Gauge oldest = meters.get("acr.sync.queue.oldest").gauge();
			assertThat(oldest.value()).isZero();
			goOn(clock, nanos, 600);
			assertThat(oldest.value()).isEqualTo(600);
			goOn(clock, nanos, 600);
			assertThat(oldest.value()).isEqualTo(1_200);
		}
	}

	private static boolean waited(CountDownLatch latch) {
		try {
			return latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void goOn(SettableClock clock, AtomicLong nanos, int seconds) {
		clock.goOn(Duration.ofSeconds(seconds));
		nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
	}

}
