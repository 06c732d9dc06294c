package dev.acrsync.storedages;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which nobody has set the clock.
 *
 * @param since when it began, by that clock
 * @param until when somebody looked last
 * @param ago how long ago that was, by the time that was counted since
 */
public record ClockPeriod(Instant since, Instant until, Duration ago) {
}
