package dev.acrsync.sandbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AzureBucketTests {

	private final AtomicLong nanos = new AtomicLong(Duration.ofDays(-1).toNanos());

	private final AzureBucket bucket = new AzureBucket(3, 2, Duration.ofSeconds(1), this.nanos::get);

	@Test
	void isFullAtFirstAndTellsHowLongItIsEmpty() {
		assertThat(this.bucket.remaining()).isEqualTo(3);
		take(3);
		assertThat(this.bucket.remaining()).isZero();
		goOn(300);
		assertThat(this.bucket.take()).contains(Duration.ofMillis(700));
		goOn(699);
		assertThat(this.bucket.take()).contains(Duration.ofMillis(1));
	}

	@Test
	void getsItsRefillEachPeriodUntilItIsFull() {
		take(3);
		goOn(1_000);
		take(2);
		assertThat(this.bucket.take()).contains(Duration.ofSeconds(1));
		goOn(60_000);
		assertThat(this.bucket.remaining()).isEqualTo(3);
	}

	@Test
	void beginsAPeriodWithTheFirstTokenThatIsTaken() {
		goOn(900);
		take(3);
		goOn(900);
		assertThat(this.bucket.take()).contains(Duration.ofMillis(100));
	}

	@Test
	void keepsToItsPeriodsWhileItIsInUse() {
		take(3);
		goOn(1_900);
		take(2);
		assertThat(this.bucket.take()).contains(Duration.ofMillis(100));
	}

	private void take(int tokens) {
		for (int i = 0; i < tokens; i++) {
			assertThat(this.bucket.take()).isEmpty();
		}
	}

	private void goOn(int millis) {
		this.nanos.addAndGet(Duration.ofMillis(millis).toNanos());
	}

}
