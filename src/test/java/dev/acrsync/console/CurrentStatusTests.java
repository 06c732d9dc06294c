package dev.acrsync.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
class CurrentStatusTests {

	private final AtomicInteger reads = new AtomicInteger();

	private final AtomicLong nanos = new AtomicLong();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private final CurrentStatus current = new CurrentStatus(this::read, Duration.ofMillis(1), this.nanos::get);

	@Test
	void fiftyPagesReadOnce() throws Exception {
		try (ExecutorService pages = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<StatusDocument>> shown = IntStream.range(0, 50)
				.mapToObj((_) -> pages.submit(this.current::get))
				.toList();
			for (Future<StatusDocument> status : shown) {
				assertThat(status.get().sentence()).isEqualTo("1");
			}
		}
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void whatIsKnownIsShownWhileReadingTakesLong() {
		assertThat(this.current.get().sentence()).isEqualTo("1");
		goOn(Duration.ofSeconds(3));
		this.gate = new CountDownLatch(1);
		assertThat(this.current.get().sentence()).isEqualTo("1");
		this.gate.countDown();
		await().untilAsserted(() -> assertThat(this.current.get().sentence()).isEqualTo("2"));
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void whatSomebodyHasDoneIsSeenAtOnce() {
		assertThat(this.current.get().sentence()).isEqualTo("1");
		this.current.expire();
		assertThat(this.current.get().sentence()).isEqualTo("2");
	}

	@Test
	void whatIsOldIsNotShown() {
		assertThat(this.current.get().sentence()).isEqualTo("1");
		goOn(Duration.ofMinutes(6));
		assertThat(this.current.get().sentence()).isEqualTo("2");
	}

	@Test
	void aFaultIsToldAndNotKept() {
		this.reads.set(-1);
		assertThatIllegalStateException().isThrownBy(this.current::get);
		await().untilAsserted(() -> assertThat(this.current.get().sentence()).isEqualTo("1"));
	}

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private StatusDocument read() {
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
		return new StatusDocument(Instant.EPOCH, true, "complete", "" + read, List.of(), "UP", Map.of(), List.of(),
				List.of(), null, new StatusDocument.ArrivalStatus(0, 0, 0, List.of()), List.of(), List.of(), List.of(),
				new StatusDocument.ServiceStatus("", List.of(), "", 0), List.of());
	}

}
