package dev.acrsync.pace;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.acrsync.scenario.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Waiting sets the clock, once the test lets it.
 */
@Timeout(60)
class RequestQueueTests {

	private static final int EVER = 1_000_000;

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final SettableClock clock = new SettableClock("2026-11-27T12:00:00Z");

	private final Semaphore goOn = new Semaphore(0);

	private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

	private final Pause pause = TestBudgets.pause(this.clock, (time) -> {
		this.goOn.acquire();
		this.clock.goOn(time);
	});

	private final RequestQueue queue = new RequestQueue(this.pause);

	@ParameterizedTest
	@EnumSource(names = { "ANNOUNCED", "IMPORT" })
	void sendsNoMoreInAnyMinuteThanTheRegistryTakesAndHardlyLess(RequestUrgency urgency) throws InterruptedException {
		this.goOn.release(EVER);
		int most = (urgency == RequestUrgency.ANNOUNCED) ? 250 : 225;
		long begun = this.pause.nanos();
		Deque<Long> minute = new ArrayDeque<>();
		for (int i = 0; i < 2_000; i++) {
			take(urgency, 250);
			this.clock.goOn(Duration.ofMillis(i % 7 * 10));
			long now = this.pause.nanos();
			minute.add(now);
			minute.removeIf((it) -> now - it >= MINUTE.toNanos());
			assertThat(minute).hasSizeLessThanOrEqualTo(most);
		}
		assertThat(Duration.ofNanos(this.pause.nanos() - begun))
			.isLessThan(MINUTE.multipliedBy(2_000 / most).plusSeconds(30));
	}

	@Test
	void keepsATenthForWhatWasAnnounced() throws InterruptedException {
		for (int i = 0; i < 9; i++) {
			take(RequestUrgency.COMPARISON, 10);
		}
		wait(RequestUrgency.COMPARISON, 10, "comparison");
		take(RequestUrgency.ANNOUNCED, 10);
		assertThat(this.sent).isEmpty();
		this.goOn.release(EVER);
		await().untilAsserted(() -> assertThat(this.sent).containsExactly("comparison"));
	}

	@Test
	void sendsTheMoreUrgentFirst() throws InterruptedException {
		take(RequestUrgency.ANNOUNCED, 1);
		for (RequestUrgency urgency : List.of(RequestUrgency.COMPARISON, RequestUrgency.LOOK, RequestUrgency.IMPORT,
				RequestUrgency.ANNOUNCED)) {
			wait(urgency, 1, urgency.name());
		}
		goOn(4);
		assertThat(this.sent).containsExactly("ANNOUNCED", "IMPORT", "LOOK", "COMPARISON");
	}

	@Test
	void letsNobodyWaitForEver() throws InterruptedException {
		take(RequestUrgency.ANNOUNCED, 1);
		wait(RequestUrgency.COMPARISON, 1, "comparison");
		for (int i = 0; i < 20; i++) {
			wait(RequestUrgency.ANNOUNCED, 1, "image");
		}
		goOn(21);
		assertThat(this.sent.indexOf("comparison")).isBetween(1, 8);
	}

	@Test
	void goesOnWithoutWhoIsStopped() throws InterruptedException {
		take(RequestUrgency.LOOK, 1);
		Thread first = wait(RequestUrgency.LOOK, 1, "first");
		wait(RequestUrgency.LOOK, 1, "second");
		first.interrupt();
		first.join();
		this.goOn.release(EVER);
		await().untilAsserted(() -> assertThat(this.sent).containsExactly("second"));
	}

	@Test
	void leavesARegistryAloneThatHasHadTooMany() throws InterruptedException {
		this.goOn.release(EVER);
		this.queue.refused(Duration.ofSeconds(20));
		assertThat(this.queue.untilAsked()).isEqualTo(Duration.ofSeconds(20));
		long begun = this.pause.nanos();
		take(RequestUrgency.ANNOUNCED, 250);
		assertThat(this.pause.nanos() - begun).isEqualTo(Duration.ofSeconds(20).toNanos());
	}

	@Test
	void letsGoAtOnceWhoWouldWaitForLong() throws InterruptedException {
		this.queue.refused(Duration.ofSeconds(61));
		take(RequestUrgency.ANNOUNCED, 250);
		assertThat(this.queue.untilAsked()).isEqualTo(Duration.ofSeconds(61));
	}

	@Test
	void takesLessWhereOthersTakeToo() throws InterruptedException {
		this.goOn.release(EVER);
		this.queue.refused(Duration.ofSeconds(1));
		this.queue.refused(Duration.ofSeconds(1));
		long begun = this.pause.nanos();
		for (int i = 0; i < 75; i++) {
			take(RequestUrgency.ANNOUNCED, 100);
		}
		assertThat(this.pause.nanos() - begun).isEqualTo(Duration.ofSeconds(1).toNanos());
		take(RequestUrgency.ANNOUNCED, 100);
		assertThat(this.pause.nanos() - begun).isGreaterThan(MINUTE.toNanos());
		this.clock.goOn(Duration.ofMinutes(5));
		begun = this.pause.nanos();
		for (int i = 0; i < 100; i++) {
			take(RequestUrgency.ANNOUNCED, 100);
		}
		assertThat(this.pause.nanos()).isEqualTo(begun);
	}

	/**
	 * Lets one after the other go.
	 */
	private void goOn(int all) {
		for (int i = 1; i <= all; i++) {
			int number = i;
			this.goOn.release();
			await().until(() -> this.sent.size() == number);
		}
	}

	private void take(RequestUrgency urgency, int most) throws InterruptedException {
		try (RequestUrgency.UrgentWork _ = urgency.begin()) {
			this.queue.take(most);
		}
	}

	/**
	 * Begins to wait for a turn.
	 */
	private Thread wait(RequestUrgency urgency, int most, String name) {
		Thread thread = Thread.ofPlatform().daemon().start(() -> {
			try {
				take(urgency, most);
				this.sent.add(name);
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
			}
		});
		await().atMost(10, TimeUnit.SECONDS).until(() -> thread.getState() == Thread.State.WAITING);
		return thread;
	}

}
