package dev.acrsync.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedStepTests {

	private static final Duration LONG = Duration.ofHours(1);

	@Test
	void goesOnWhateverGoesWrong() throws InterruptedException {
		CountDownLatch steps = new CountDownLatch(3);
		RepeatedStep step = new RepeatedStep("step", Duration.ofMillis(1), () -> {
			steps.countDown();
			throw new IllegalStateException("a fault of ours");
		});
		step.start();
		assertThat(steps.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(step.isRunning()).isTrue();
		step.stop();
		assertThat(step.isRunning()).isFalse();
	}

	@Test
	void restsAsLongAsTheStepSays() throws InterruptedException {
		CountDownLatch steps = new CountDownLatch(3);
		RepeatedStep step = new RepeatedStep("step", LONG, () -> {
			steps.countDown();
			return (steps.getCount() == 0) ? LONG : Duration.ZERO;
		});
		step.start();
		assertThat(steps.await(30, TimeUnit.SECONDS)).isTrue();
		step.stop();
	}

	@Test
	void aStopEndsTheRestAndWaitsForTheStep() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch stopping = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		RepeatedStep step = new RepeatedStep("step", LONG, () -> {
			begun.countDown();
			try {
				stopping.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			done.countDown();
		});
		step.start();
		begun.await();
		Thread stop = Thread.ofVirtual().start(step::stop);
		while (step.isRunning()) {
			Thread.onSpinWait();
		}
		stopping.countDown();
		stop.join();
		assertThat(done.getCount()).as("what it was at is done").isZero();
	}

}
