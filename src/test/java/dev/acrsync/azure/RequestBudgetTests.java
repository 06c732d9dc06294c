package dev.acrsync.azure;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody asks Azure Resource Manager for more than it takes. Nothing waits: a pause sets
 * the time.
 */
class RequestBudgetTests {

	private final AtomicLong nanos = new AtomicLong();

	private final RequestBudget budget = new RequestBudget(200, 10, this.nanos::get,
			(time) -> this.nanos.addAndGet(time.toNanos()));

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
		this.budget.counting(() -> {
			tell(25);
			return answer(Optional.empty());
		});
		assertThat(timeFor(4)).isZero();
		assertThat(timeFor(1)).isPositive();
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
		this.budget.counting(() -> answer(Optional.of(remaining)));
	}

	private static ArmAnswer answer(Optional<Integer> remaining) {
		return new ArmAnswer(202, Optional.empty(), Optional.empty(), Optional.empty(), remaining, Optional.empty());
	}

	private Duration timeFor(int requests) throws InterruptedException {
		long start = this.nanos.get();
		for (int i = 0; i < requests; i++) {
			this.budget.take();
		}
		return Duration.ofNanos(this.nanos.get() - start);
	}

}
