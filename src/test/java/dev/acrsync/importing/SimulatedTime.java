package dev.acrsync.importing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

import dev.acrsync.scenario.SettableClock;

/**
 * Time that goes on when it is told to, and in which things happen meanwhile.
 */
final class SimulatedTime {

	private final SettableClock clock;

	private final PriorityQueue<TimedHappening> happenings = new PriorityQueue<>(
			Comparator.comparing(TimedHappening::at).thenComparing(TimedHappening::number));

	private long number;

	SimulatedTime(String now) {
		this.clock = new SettableClock(now);
	}

	Clock clock() {
		return this.clock;
	}

	void after(Duration time, Runnable happening) {
		this.happenings.add(new TimedHappening(this.clock.instant().plus(time), this.number++, happening));
	}

	boolean isQuiet() {
		return this.happenings.isEmpty();
	}

	void goOn(Duration time) {
		Instant until = this.clock.instant().plus(time);
		for (TimedHappening next = this.happenings.peek(); next != null
				&& !next.at().isAfter(until); next = this.happenings.peek()) {
			this.happenings.remove();
			goTo(next.at());
			next.happening().run();
		}
		goTo(until);
	}

	private void goTo(Instant time) {
		if (time.isAfter(this.clock.instant())) {
			this.clock.goOn(Duration.between(this.clock.instant(), time));
		}
	}

	private record TimedHappening(Instant at, long number, Runnable happening) {
	}

}
