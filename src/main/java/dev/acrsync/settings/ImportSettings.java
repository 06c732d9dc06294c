package dev.acrsync.settings;

import java.time.Duration;

/**
 * How imports are run.
 *
 * @param concurrency running imports per target registry and replica, at most
 * @param deadline how long one operation of Azure may take, before its outcome is settled
 * by digest
 * @param initialDelay the wait after the first trouble; it doubles with each further one
 * @param maxDelay the longest wait between two tries
 * @param giveUpAfter how long an import is tried before it is parked
 */
public record ImportSettings(int concurrency, Duration deadline, Duration initialDelay, Duration maxDelay,
		Duration giveUpAfter) {
}
