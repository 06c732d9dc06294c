package dev.acrsync.storedages;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Knows how long ago something was stored, although the clock was set since: it is told
 * by what nobody sets, as far back as this process looks. Of what was stored before, the
 * clock that the process began with is believed where nothing depends on it; where
 * something does, only the time that a process has counted.
 */
public class StoredAges {

	/** What clocks are slewed by, or differ by between replicas, is no step. */
	private static final Duration TOLERANCE = Duration.ofSeconds(10);

	private static final int MOST = 20;

	/** For so long nobody may have looked without anybody having set the clock. */
	private static final Duration UNSEEN = Duration.ofMinutes(5);

	private static final Duration KEPT_EVERY = Duration.ofMinutes(1);

	private final Clock clock;

	private final LongSupplier nanos;

	private final Consumer<List<ClockPeriod>> keeper;

	/** How the clock was set while earlier processes looked. */
	private final List<ClockSetting> before = new ArrayList<>();

	/** One for each time that the clock was set, the newest last. */
	private final List<ClockSetting> settings = new ArrayList<>();

	private long keptAt;

	/**
	 * Begins to look.
	 * @param nanos what nobody sets
	 */
	public StoredAges(Clock clock, LongSupplier nanos) {
		this(clock, nanos, List.of(), (_) -> {
		});
	}

	/**
	 * Begins to look, and goes on with what earlier processes have counted.
	 * @param before what they have kept, the oldest first
	 * @param keeper keeps it for later ones
	 */
	public StoredAges(Clock clock, LongSupplier nanos, List<ClockPeriod> before, Consumer<List<ClockPeriod>> keeper) {
		this.clock = clock;
		this.nanos = nanos;
		this.keeper = keeper;
		Instant now = clock.instant();
		long begun = nanos.getAsLong();
		before.forEach((period) -> this.before.add(ClockSetting.of(period, begun)));
		this.settings.add(goesOn(now, begun));
		keep(begun);
	}

	private ClockSetting goesOn(Instant now, long begun) {
		if (!this.before.isEmpty()) {
			ClockSetting last = this.before.getLast();
			Duration unseen = Duration.between(last.until(), now);
			if (unseen.compareTo(TOLERANCE.negated()) >= 0 && unseen.compareTo(UNSEEN) <= 0) {
				this.before.removeLast();
				return new ClockSetting(last.from(), begun - Duration.between(last.from(), now).toNanos(), now, begun);
			}
		}
		return new ClockSetting(now, begun, now, begun);
	}

	/**
	 * Looks at the clock. To be called often, so that it is known when it was set.
	 */
	public final synchronized void look() {
		Instant now = this.clock.instant();
		long nanos = this.nanos.getAsLong();
		ClockSetting latest = this.settings.removeLast();
		if (Duration.between(latest.at(nanos), now).abs().compareTo(TOLERANCE) <= 0) {
			this.settings.add(new ClockSetting(latest.from(), latest.fromNanos(), now, nanos));
			if (nanos - this.keptAt >= KEPT_EVERY.toNanos()) {
				keep(nanos);
			}
			return;
		}
		this.settings.add(latest);
		// It was set right after the last look, for all that is known.
		this.settings
			.add(new ClockSetting(now.minusNanos(nanos - latest.untilNanos()), latest.untilNanos(), now, nanos));
		if (this.settings.size() > MOST) {
			this.settings.remove(1);
		}
		keep(nanos);
	}

	private void keep(long now) {
		this.keptAt = now;
		this.keeper.accept(all().map((setting) -> setting.period(now)).toList());
	}

	private Stream<ClockSetting> all() {
		return Stream.concat(this.before.stream(), this.settings.stream());
	}

	/**
	 * Returns how long ago something was stored at least, by the time that was counted.
	 */
	public synchronized Duration atLeast(Instant stored) {
		look();
		long now = this.settings.getLast().untilNanos();
		List<ClockSetting> all = all().toList();
		for (ClockSetting setting : all.reversed()) {
			if (setting.holds(stored)) {
				return age(setting.nanosAt(stored), now);
			}
		}
		@Nullable Duration least = null;
		for (int i = 0; i < all.size(); i++) {
			ClockSetting setting = all.get(i);
			if (stored.isBefore(setting.from())) {
				// In between it can only have been somebody else.
				boolean passed = i > 0 && !stored.isBefore(all.get(i - 1).until());
				Duration age = age(passed ? setting.fromNanos() : setting.nanosAt(stored), now);
				least = (least == null || age.compareTo(least) < 0) ? age : least;
			}
		}
		return (least != null) ? least : Duration.ZERO;
	}

	/**
	 * Returns an instant that nothing was stored before, by any setting of the clock,
	 * that is not at least so old by the time that was counted.
	 */
	public synchronized Instant storedBefore(Duration age) {
		look();
		long now = this.settings.getLast().untilNanos();
		return all().filter((setting) -> age(setting.untilNanos(), now).compareTo(age) < 0)
			.map((setting) -> setting.at(now).minus(age))
			.min(Comparator.naturalOrder())
			.orElseThrow();
	}

	/**
	 * Returns how long ago something was stored, or nothing if only a clock can have
	 * stored it that was ahead, and not while a process looked. Where two settings of the
	 * clock may have stored it, the newer one is believed.
	 */
	public synchronized Optional<Duration> of(Instant stored) {
		look();
		long now = this.settings.getLast().untilNanos();
		for (ClockSetting setting : this.settings.reversed()) {
			if (setting.holds(stored)) {
				return Optional.of(age(setting.nanosAt(stored), now));
			}
		}
		ClockSetting first = this.settings.getFirst();
		if (stored.isBefore(first.from())) {
			return Optional.of(age(first.nanosAt(stored), now));
		}
		return this.before.reversed()
			.stream()
			.filter((setting) -> setting.holds(stored))
			.findFirst()
			.map((setting) -> age(setting.nanosAt(stored), now));
	}

	private static Duration age(long since, long now) {
		return Duration.ofNanos(Math.max(0, now - since));
	}

	/**
	 * How the clock was set for a time.
	 */
	private record ClockSetting(Instant from, long fromNanos, Instant until, long untilNanos) {

		static ClockSetting of(ClockPeriod period, long now) {
			long until = now - period.ago().toNanos();
			return new ClockSetting(period.since(), until - Duration.between(period.since(), period.until()).toNanos(),
					period.until(), until);
		}

		ClockPeriod period(long now) {
			return new ClockPeriod(this.from, this.until, age(this.untilNanos, now));
		}

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
