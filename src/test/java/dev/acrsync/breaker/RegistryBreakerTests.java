package dev.acrsync.breaker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.breaker.RegistryBreaker.RequestResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegistryBreakerTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private final RegistryBreaker breaker = new RegistryBreaker(this.nanos::get);

	@Test
	void opensAfterThreeQuickFailuresInARow() {
		fail();
		fail();
		assertThat(this.breaker.isOpen()).isFalse();
		answer();
		fail();
		fail();
		assertThat(this.breaker.isOpen()).as("an answer between them").isFalse();
		fail();
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void isQuietWhileARequestHangsAndOpensWhenItFails() {
		ask(true, RequestResult.NONE, () -> {
			assertThat(this.breaker.isQuiet()).isFalse();
			goOn(Duration.ofSeconds(2));
			assertThat(this.breaker.isQuiet()).isTrue();
			assertThat(this.breaker.isOpen()).isFalse();
		});
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void isNotQuietWhileAnotherRequestIsAnsweredOrWhereAnAnswerMayTakeItsTime() {
		ask(true, RequestResult.NONE, () -> {
			goOn(Duration.ofSeconds(3));
			answer();
			assertThat(this.breaker.isQuiet()).isFalse();
		});
		assertThat(this.breaker.isOpen()).isFalse();
		ask(false, RequestResult.GIVEN, () -> {
			goOn(Duration.ofSeconds(30));
			assertThat(this.breaker.isQuiet()).isFalse();
		});
	}

	@Test
	void letsOneRequestLookAfterAWaitThatDoublesToAMinute() {
		open();
		for (int seconds : new int[] { 2, 4, 8, 16, 32, 60, 60 }) {
			assertThat(this.breaker.untilLook()).isEqualTo(Duration.ofSeconds(seconds));
			goOn(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(fail()).as("before").isFalse();
			goOn(Duration.ofNanos(1));
			assertThat(this.breaker.isWorthATry()).isTrue();
			AtomicBoolean other = new AtomicBoolean();
			ask(true, RequestResult.NONE, () -> other.set(fail()));
			assertThat(other).as("a second one meanwhile").isFalse();
			assertThat(this.breaker.isOpen()).isTrue();
		}
		goOn(Duration.ofMinutes(1));
		answer();
		assertThat(this.breaker.isOpen()).isFalse();
		open();
		assertThat(this.breaker.untilLook()).as("anew").isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void learnsNothingFromARequestThatWasNotSent() {
		for (int i = 0; i < 10; i++) {
			ask(true, RequestResult.UNASKED, () -> goOn(Duration.ofSeconds(25)));
		}
		assertThat(this.breaker.isOpen()).isFalse();
		open();
		goOn(Duration.ofSeconds(2));
		ask(true, RequestResult.UNASKED, () -> {
		});
		assertThat(this.breaker.isOpen()).isTrue();
		assertThat(fail()).as("the look is still to come").isTrue();
	}

	@Test
	void learnsThatAzureReachesItNevertheless() {
		open();
		this.breaker.ended("one", false);
		assertThat(this.breaker.isReached()).isFalse();
		this.breaker.ended("other", true);
		this.breaker.ended("one", false);
		assertThat(this.breaker.isReached()).as("what fails is the image").isTrue();
		goOn(Duration.ofSeconds(2));
		answer();
		open();
		assertThat(this.breaker.isReached()).as("anew").isFalse();
	}

	@Test
	void letsAQuickRequestLookBesideOneThatMayTakeLong() {
		open();
		goOn(Duration.ofSeconds(2));
		ask(false, RequestResult.GIVEN, () -> {
			assertThat(this.breaker.isWorthATry()).isTrue();
			answer();
			assertThat(this.breaker.isOpen()).isFalse();
		});
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void letsOneImportAtATimeGoOnWithoutIt() {
		open();
		assertThat(this.breaker.letsPass("one")).isTrue();
		assertThat(this.breaker.letsPass("one")).isTrue();
		assertThat(this.breaker.letsPass("other")).isFalse();
		assertThat(this.breaker.isWorthATry()).as("before it is known whether that helps").isFalse();
		this.breaker.ended("one", true);
		assertThat(this.breaker.isWorthATry()).isTrue();
		assertThat(this.breaker.letsPass("other")).isTrue();
		this.breaker.ended("other", false);
		assertThat(this.breaker.isWorthATry()).isFalse();
	}

	private void open() {
		for (int i = 0; i < 3; i++) {
			fail();
		}
		assertThat(this.breaker.isOpen()).isTrue();
	}

	/**
	 * Asks and is not answered.
	 * @return whether it was asked
	 */
	private boolean fail() {
		return ask(true, RequestResult.NONE, () -> {
		});
	}

	private void answer() {
		assertThat(ask(true, RequestResult.GIVEN, () -> {
		})).isTrue();
	}

	private boolean ask(boolean quick, RequestResult result, Runnable meanwhile) {
		Optional<RegistryBreaker.UnansweredRequest> sent = this.breaker.begin(quick);
		sent.ifPresent((request) -> {
			try (request) {
				meanwhile.run();
				request.ended(result);
			}
		});
		return sent.isPresent();
	}

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
