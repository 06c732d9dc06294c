package dev.acrsync.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which nobody has set the clock.
 *
 * @param since when it began, by that clock
 * @param until when somebody looked last
 * @param ago how long ago that was, by the time that was counted since
 */
record ClockPeriod(Instant since, Instant until, Duration ago) {
}
