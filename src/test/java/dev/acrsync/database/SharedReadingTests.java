package dev.acrsync.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * However many look, the ledger is read once.
 */
class SharedReadingTests {

	private final AtomicInteger reads = new AtomicInteger();

	private final AtomicLong nanos = new AtomicLong();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private volatile String prefix = "";

	private volatile Duration takes = Duration.ZERO;

	private final SharedReading<String> current = new SharedReading<>(this::read, (it) -> !it.startsWith("all"),
			Duration.ofMillis(1), this.nanos::get);

	@Test
	void fiftyPagesReadOnce() throws Exception {
		try (ExecutorService pages = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<String>> shown = IntStream.range(0, 50)
				.mapToObj((_) -> pages.submit(this.current::get))
				.toList();
			for (Future<String> status : shown) {
				assertThat(status.get()).isEqualTo("1");
			}
		}
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void whatIsKnownIsShownWhileReadingTakesLong() {
		assertThat(this.current.get()).isEqualTo("1");
		goOn(Duration.ofSeconds(3));
		this.gate = new CountDownLatch(1);
		assertThat(this.current.get()).isEqualTo("1");
		this.gate.countDown();
		await().untilAsserted(() -> assertThat(this.current.get()).isEqualTo("2"));
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void whatIsNotKnownYetHoldsNobodyUpWhoCanDoWithout() {
		this.gate = new CountDownLatch(1);
		assertThat(this.current.getOr("unknown")).isEqualTo("unknown");
		this.gate.countDown();
		await().untilAsserted(() -> assertThat(this.current.getOr("unknown")).isEqualTo("1"));
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void whatSomebodyHasDoneIsSeenAtOnce() {
		assertThat(this.current.get()).isEqualTo("1");
		this.current.expire();
		assertThat(this.current.get()).isEqualTo("2");
	}

	@Test
	void whatIsOldIsNotShown() {
		assertThat(this.current.get()).isEqualTo("1");
		goOn(Duration.ofMinutes(6));
		assertThat(this.current.get()).isEqualTo("2");
	}

	@Test
	void whatMustBeTrueNowIsWaitedFor() throws Exception {
		this.prefix = "all";
		assertThat(this.current.get()).isEqualTo("all1");
		goOn(Duration.ofSeconds(3));
		this.gate = new CountDownLatch(1);
		try (ExecutorService pages = Executors.newVirtualThreadPerTaskExecutor()) {
			Future<String> shown = pages.submit(this.current::get);
			await().until(() -> this.reads.get() == 2);
			assertThat(shown.isDone()).isFalse();
			this.gate.countDown();
			assertThat(shown.get()).isEqualTo("all2");
		}
	}

	@Test
	void aReadingThatTakesLongIsWaitedForByNobodyAgain() {
		SharedReading<String> patient = new SharedReading<>(this::read, (_) -> true, Duration.ofMillis(500),
				this.nanos::get);
		assertThat(patient.get()).isEqualTo("1");
		goOn(Duration.ofSeconds(3));
		this.gate = new CountDownLatch(1);
		assertThat(patient.get()).isEqualTo("1");
		long begun = System.nanoTime();
		for (int i = 0; i < 30; i++) {
			assertThat(patient.get()).isEqualTo("1");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
		this.gate.countDown();
		await().untilAsserted(() -> assertThat(patient.get()).isEqualTo("2"));
	}

	@Test
	void whatTakesLongIsReadBesideThoseWhoAsk() {
		this.takes = Duration.ofMillis(500);
		this.current.keep();
		assertThat(this.reads).hasValue(1);
		goOn(Duration.ofSeconds(24));
		this.current.keep();
		assertThat(this.reads).as("a fiftieth of the time").hasValue(1);
		goOn(Duration.ofSeconds(2));
		this.takes = Duration.ofMillis(20);
		this.current.keep();
		assertThat(this.reads).hasValue(2);
		goOn(Duration.ofMinutes(2));
		this.current.keep();
		assertThat(this.reads).as("what is quick is read when somebody asks").hasValue(2);
	}

	@Test
	void aFaultIsToldAndNotKept() {
		this.reads.set(-1);
		assertThatIllegalStateException().isThrownBy(this.current::get);
		await().untilAsserted(() -> assertThat(this.current.get()).isEqualTo("1"));
	}

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private String read() {
		int read = this.reads.incrementAndGet();
		if (read == 0) {
			throw new IllegalStateException("broken");
		}
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.nanos.addAndGet(this.takes.toNanos());
		return this.prefix + read;
	}

}
