package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Knows how long ago something was stored, although the clock was set since: it is told
 * by what nobody sets, as far back as this process looks. Of what was stored before, the
 * clock that the process began with is believed.
 */
public class StoredAges {

	/** What clocks are slewed by, or differ by between replicas, is no step. */
	private static final Duration TOLERANCE = Duration.ofSeconds(10);

	private static final int MOST = 20;

	private final Clock clock;

	private final LongSupplier nanos;

	/** One for each time that the clock was set, the newest last. */
	private final List<Setting> settings = new ArrayList<>();

	/**
	 * Begins to look.
	 * @param nanos what nobody sets
	 */
	public StoredAges(Clock clock, LongSupplier nanos) {
		this.clock = clock;
		this.nanos = nanos;
		look();
	}

	/**
	 * Looks at the clock. To be called often, so that it is known when it was set.
	 */
	public final synchronized void look() {
		Instant now = this.clock.instant();
		long nanos = this.nanos.getAsLong();
		if (this.settings.isEmpty()) {
			this.settings.add(new Setting(now, nanos, now, nanos));
			return;
		}
		Setting latest = this.settings.removeLast();
		if (Duration.between(latest.at(nanos), now).abs().compareTo(TOLERANCE) <= 0) {
			this.settings.add(new Setting(latest.from(), latest.fromNanos(), now, nanos));
			return;
		}
		this.settings.add(latest);
		// It was set right after the last look, for all that is known.
		this.settings.add(new Setting(now.minusNanos(nanos - latest.untilNanos()), latest.untilNanos(), now, nanos));
		if (this.settings.size() > MOST) {
			this.settings.removeFirst();
		}
	}

	/**
	 * Returns how long ago something was stored, or nothing if only a clock can have
	 * stored it that was ahead, and not while this process looked. Where two settings of
	 * the clock may have stored it, the newer one is believed.
	 */
	public synchronized Optional<Duration> of(Instant stored) {
		look();
		long now = this.settings.getLast().untilNanos();
		for (Setting setting : this.settings.reversed()) {
			if (setting.holds(stored)) {
				return Optional.of(age(setting.nanosAt(stored), now));
			}
		}
		Setting first = this.settings.getFirst();
		if (stored.isBefore(first.from())) {
			return Optional.of(age(first.nanosAt(stored), now));
		}
		return Optional.empty();
	}

	private static Duration age(long since, long now) {
		return Duration.ofNanos(Math.max(0, now - since));
	}

	/**
	 * How the clock was set for a time.
	 */
	private record Setting(Instant from, long fromNanos, Instant until, long untilNanos) {

		private Instant at(long nanos) {
			return this.until.plusNanos(nanos - this.untilNanos);
		}

		private boolean holds(Instant stored) {
			return !stored.isBefore(this.from) && !stored.isAfter(this.until.plus(TOLERANCE));
		}

		private long nanosAt(Instant stored) {
			return this.fromNanos + Duration.between(this.from, stored).toNanos();
		}

	}

}
