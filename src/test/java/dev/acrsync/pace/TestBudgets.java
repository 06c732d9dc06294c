package dev.acrsync.pace;

import java.time.Clock;
import java.time.Duration;

import dev.acrsync.scenario.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Budgets of registries for tests, in which waiting sets the clock.
 */
public final class TestBudgets {

	private TestBudgets() {
	}

	/**
	 * Returns budgets by a clock that is set, or by true time.
	 */
	public static RegistryBudgets of(Clock clock) {
		return of((clock instanceof SettableClock settable) ? pause(settable, settable::goOn) : Thread::sleep);
	}

	public static RegistryBudgets of(Pause pause) {
		return new RegistryBudgets(new RegistryRequests(new SimpleMeterRegistry()), pause);
	}

	/**
	 * Returns a pause that measures time by a clock.
	 */
	public static Pause pause(Clock clock, Pause pause) {
		return new Pause() {

			@Override
			public void of(Duration time) throws InterruptedException {
				pause.of(time);
			}

			@Override
			public long nanos() {
				return Duration.ofMillis(clock.millis()).toNanos();
			}

		};
	}

}
