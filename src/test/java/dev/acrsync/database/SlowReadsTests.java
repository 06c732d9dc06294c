package dev.acrsync.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.dao.TransientDataAccessResourceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SlowReadsTests {

	@Test
	void neverHoldAVirtualThreadNorMoreThanTwoConnections() throws Exception {
		AtomicInteger running = new AtomicInteger();
		Phaser pairs = new Phaser(2);
		try (SlowReads reads = new SlowReads();
				ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				results.add(operators.submit(() -> reads.read(() -> {
					assertThat(Thread.currentThread().isVirtual()).isFalse();
					int now = running.incrementAndGet();
					pairs.arriveAndAwaitAdvance();
					running.decrementAndGet();
					pairs.arriveAndAwaitAdvance();
					return now;
				})));
			}
			for (Future<Integer> result : results) {
				assertThat(result.get()).isBetween(1, 2);
			}
		}
	}

	@Test
	void failAsTheReadDoes() {
		IllegalStateException thrown = new IllegalStateException("from the test");
		try (SlowReads reads = new SlowReads()) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> reads.read(() -> {
				throw thrown;
			})).isSameAs(thrown);
		}
	}

	@Test
	void endWithTheThreadThatWaits() {
		CountDownLatch never = new CountDownLatch(1);
		try (SlowReads reads = new SlowReads()) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(TransientDataAccessResourceException.class)
				.isThrownBy(() -> reads.read(() -> awaited(never)));
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	private static boolean awaited(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
