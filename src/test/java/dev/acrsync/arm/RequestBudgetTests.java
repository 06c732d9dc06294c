package dev.acrsync.arm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.pace.Pause;
import dev.acrsync.pace.RequestUrgency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody asks Azure Resource Manager for more than it takes. Nothing waits: a pause sets
 * the time.
 */
@Timeout(60)
class RequestBudgetTests {

	private static final int OTHERS = 10_000;

	private volatile CountDownLatch held = new CountDownLatch(0);

	private final AtomicLong nanos = new AtomicLong();

	private final RequestBudget budget = new RequestBudget(200, 10, new Pause() {

		@Override
		public void of(Duration time) throws InterruptedException {
			RequestBudgetTests.this.held.await();
			RequestBudgetTests.this.nanos.addAndGet(time.toNanos());
		}

		@Override
		public long nanos() {
			return RequestBudgetTests.this.nanos.get();
		}

	});

	@Test
	void takesMostOfTheBurstAtOnceAndTheRestAsItComesBack() throws Exception {
		assertThat(timeFor(180)).isZero();
		assertThat(timeFor(100)).isBetween(Duration.ofMillis(9_990), Duration.ofMillis(10_010));
	}

	@Test
	void waitsWhereAzureTellsThatFewAreLeft() throws Exception {
		tell(25);
		assertThat(timeFor(5)).isZero();
		assertThat(timeFor(1)).isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
		tell(0);
		assertThat(timeFor(1)).isBetween(Duration.ofMillis(2_090), Duration.ofMillis(2_110));
	}

	@Test
	void countsWhatIsUnderWayWhileAzureAnswers() throws Exception {
		try (RequestBudget.SentRequest sent = this.budget.send()) {
			tell(25);
			sent.answered(answer(Optional.empty()));
		}
		assertThat(timeFor(4)).isZero();
		assertThat(timeFor(1)).isPositive();
	}

	@Test
	void letsAnAnnouncedImageGoBeforeTenThousandOthers() throws Exception {
		timeFor(180);
		this.held = new CountDownLatch(1);
		CountDownLatch others = new CountDownLatch(OTHERS);
		List<Thread> waiting = new ArrayList<>();
		for (int i = 0; i < OTHERS; i++) {
			waiting.add(Thread.ofVirtual().start(() -> take(RequestUrgency.IMPORT, others)));
		}
		waiting.forEach(RequestBudgetTests::awaitWaiting);
		CountDownLatch announced = new CountDownLatch(1);
		awaitWaiting(Thread.ofVirtual().start(() -> take(RequestUrgency.ANNOUNCED, announced)));
		this.held.countDown();
		announced.await();
		assertThat(others.getCount()).isGreaterThan(OTHERS - 100);
		waiting.forEach(Thread::interrupt);
	}

	private void take(RequestUrgency urgency, CountDownLatch taken) {
		try (RequestUrgency.UrgentWork _ = urgency.begin()) {
			this.budget.take();
			taken.countDown();
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	private static void awaitWaiting(Thread thread) {
		while (thread.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
	}

	@Test
	void believesAzureWhereItTakesMore() throws Exception {
		tell(1_199);
		assertThat(timeFor(1_000)).isZero();
	}

	@Test
	void takesAFullBurstAgainAfterAWhile() throws Exception {
		tell(0);
		this.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		assertThat(timeFor(180)).isZero();
		assertThat(timeFor(1)).isPositive();
	}

	private void tell(int remaining) throws UnansweredException {
		try (RequestBudget.SentRequest sent = this.budget.send()) {
			sent.answered(answer(Optional.of(remaining)));
		}
	}

	private static ArmResponse answer(Optional<Integer> remaining) {
		return new ArmResponse(202, Optional.empty(), Optional.empty(), Optional.empty(), remaining, Optional.empty());
	}

	private Duration timeFor(int requests) throws InterruptedException {
		long start = this.nanos.get();
		for (int i = 0; i < requests; i++) {
			this.budget.take();
		}
		return Duration.ofNanos(this.nanos.get() - start);
	}

}
