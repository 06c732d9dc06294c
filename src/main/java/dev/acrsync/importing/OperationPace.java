package dev.acrsync.importing;

import java.time.Duration;
import java.util.Optional;

/**
 * How soon Azure is asked again how an operation goes, and how soon a registry is looked
 * at again that does not show yet what it is to show.
 */
class OperationPace {

	/** How far a registry's replicas may be behind each other. */
	static final Duration REPLICATION = Duration.ofMinutes(10);

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofSeconds(15);

	private static final int MAX_DOUBLINGS = 4;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration LATER = Duration.ofSeconds(30);

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration SLOWLY = Duration.ofMinutes(5);

	private static final int LOOKS = 4;

	/**
	 * Returns when Azure is asked for the first time, or once more.
	 * @param polls how often it was asked
	 * @param retryAfter how long it wants to be left alone
	 */
	Duration poll(int polls, Optional<Duration> retryAfter) {
		Duration wait = retryAfter.orElseGet(() -> shorter(doubled(polls), LONGEST));
		return (wait.compareTo(SHORTEST) < 0) ? SHORTEST : wait;
	}

	/**
	 * Returns how often the target is looked at at once, after Azure's end.
	 */
	int looks() {
		return LOOKS;
	}

	/**
	 * Returns when the target is looked at once more at once.
	 * @param looks how often it was looked at
	 */
	Duration look(int looks) {
		return doubled(looks - 1);
	}

	/**
	 * Returns how long one operation keeps others waiting for its place.
	 */
	Duration patience() {
		return PATIENCE;
	}

	/**
	 * Returns for how long others get its place then.
	 */
	Duration later() {
		return LATER;
	}

	/**
	 * Returns when to look again for what is to come soon, the less often the longer it
	 * takes.
	 * @param waited for how long it has not come
	 */
	Duration soon(Duration waited) {
		Duration quarter = waited.dividedBy(4);
		return (quarter.compareTo(SOON) < 0) ? SOON : shorter(quarter, LATER);
	}

	/**
	 * Returns when to look again for what somebody has to do something for.
	 */
	Duration slowly() {
		return SLOWLY;
	}

	private static Duration doubled(int times) {
		return SHORTEST.multipliedBy(1L << Math.clamp(times, 0, MAX_DOUBLINGS));
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
