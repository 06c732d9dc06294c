package dev.acrsync.comparison;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.settings.Schedule;

/**
 * Knows when the next comparison is due: by the clock, and no later by a clock that
 * nobody sets.
 */
final class ComparisonTimes {

	private static final Duration FIRST = Duration.ofMinutes(1);

	private static final Duration AFTER_TROUBLE = Duration.ofMinutes(5);

	/** However often comparisons are wanted. */
	private static final Duration SHORTEST = Duration.ofMinutes(5);

	private static final Duration LONGEST = Duration.ofHours(6);

	private static final Duration UNSCHEDULED = Duration.ofHours(1);

	private final Schedule schedule;

	private final Clock clock;

	private final LongSupplier nanos;

	private Optional<DueComparison> next;

	private Optional<DueComparison> again = Optional.empty();

	private Optional<Long> last = Optional.empty();

	/** Whether any comparison has begun since the start. */
	private boolean begun;

	ComparisonTimes(Schedule schedule, Clock clock, LongSupplier nanos) {
		this.schedule = schedule;
		this.clock = clock;
		this.nanos = nanos;
		Instant born = clock.instant();
		this.next = Optional.of(due(born.plus(FIRST), born));
	}

	/**
	 * Returns how long a comparison may take, so that no source makes the next one late.
	 */
	static Duration most(Schedule schedule, Clock clock) {
		Instant now = clock.instant();
		return schedule.after(now)
			.flatMap((next) -> schedule.after(next).map((then) -> Duration.between(next, then)))
			.map((time) -> time.multipliedBy(9).dividedBy(10))
			.map((time) -> (time.compareTo(SHORTEST) < 0) ? SHORTEST : time)
			.map((time) -> (time.compareTo(LONGEST) > 0) ? LONGEST : time)
			.orElse(UNSCHEDULED);
	}

	/**
	 * Returns when the next comparison is due, or empty if none is.
	 * @param latest the one that runs, or else the last one
	 */
	synchronized Optional<Instant> next(ComparisonLease.RecordedComparison latest) {
		if (this.schedule instanceof Schedule.Off) {
			return Optional.empty();
		}
		Instant now = this.clock.instant();
		if (isAnother(latest)) {
			this.next = this.schedule.after(past(latest.startedAt(), now)).map((at) -> due(at, now));
			this.again = Optional.empty();
			this.begun = true;
		}
		this.last = Optional.of(latest.number());
		if (this.begun && latest.trouble().isPresent() && this.again.isEmpty()) {
			this.again = Optional.of(due(past(latest.endedAt(), now).plus(AFTER_TROUBLE), now));
		}
		return this.next.map((due) -> at(due, now))
			.map((at) -> this.again.map((due) -> earlier(at(due, now), at))
				.filter((_) -> latest.trouble().isPresent())
				.orElse(at));
	}

	/**
	 * Tells whether it is none that was known before, and none that ended before the
	 * start.
	 */
	private boolean isAnother(ComparisonLease.RecordedComparison latest) {
		return this.last.map((number) -> number != latest.number()).orElse(latest.running());
	}

	private static Instant past(Optional<Instant> stored, Instant now) {
		return stored.map((at) -> earlier(at, now)).orElse(now);
	}

	private DueComparison due(Instant at, Instant now) {
		return new DueComparison(at, this.nanos.getAsLong() + nanos(Duration.between(now, at)));
	}

	private static long nanos(Duration time) {
		return time.isNegative() ? 0 : Math.multiplyExact(time.toMillis(), 1_000_000L);
	}

	private Instant at(DueComparison due, Instant now) {
		return earlier(due.at(), now.plusMillis(Math.ceilDiv(due.nanos() - this.nanos.getAsLong(), 1_000_000L)));
	}

	private static Instant earlier(Instant one, Instant other) {
		return one.isBefore(other) ? one : other;
	}

	/**
	 * When something is due.
	 *
	 * @param at by the clock
	 * @param nanos by the one that nobody sets
	 */
	private record DueComparison(Instant at, long nanos) {
	}

}
