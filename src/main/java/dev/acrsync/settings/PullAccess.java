package dev.acrsync.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * How it is learned of pushes to a source that nobody brings: we go and look.
 *
 * @param watch how often its newest tags are looked at, if they are
 * @param queue where Event Grid puts its events for us, if it does
 */
public record PullAccess(Optional<Duration> watch, Optional<QueueAddress> queue) {

	/**
	 * Nothing is looked at, but by comparisons.
	 */
	public static final PullAccess NONE = new PullAccess(Optional.empty(), Optional.empty());

	/**
	 * No more often is anything looked at.
	 */
	public static final Duration SHORTEST_WATCH = Duration.ofSeconds(10);

	/**
	 * No more seldom is it said to be watched.
	 */
	public static final Duration LONGEST_WATCH = Duration.ofDays(1);

}
