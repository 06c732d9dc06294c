package dev.acrsync.copyoperation;

import java.time.Duration;
import java.util.Optional;

/**
 * How soon Azure is asked again how an operation goes, how soon the target is looked at
 * meanwhile, and how soon a registry that does not show yet what it is to show.
 */
public class OperationPace {

	/** How far a registry's replicas may be behind each other. */
	public static final Duration REPLICATION = Duration.ofMinutes(10);

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofSeconds(15);

	private static final int MAX_DOUBLINGS = 4;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** As long as most take. */
	private static final Duration COURTESY = Duration.ofSeconds(10);

	private static final Duration LATER = Duration.ofSeconds(30);

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration SLOWLY = Duration.ofMinutes(5);

	private static final int LOOKS = 4;

	/** Between two looks at a target while Azure copies. */
	private static final Duration FIRST_LOOK = Duration.ofMillis(500);

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);

	/** A look that was for all may be three quarters of that older. */
	private static final Duration LONGEST_SHARED_LOOK = Duration.ofMillis(1_140);

	private static final Duration SHORT_COPY = Duration.ofMinutes(1);

	/** Of the age of a copy. */
	private static final int SHARE = 20;

	/** So many looks a second at most where that is soon enough, of 83 that ACR takes. */
	private static final int LOOKS_A_SECOND = 25;

	/**
	 * Returns when Azure is asked for the first time, or once more.
	 * @param polls how often it was asked
	 * @param retryAfter how long it wants to be left alone
	 */
	Duration poll(int polls, Optional<Duration> retryAfter) {
		Duration wait = retryAfter.orElseGet(() -> shorter(doubled(polls), LONGEST));
		return longer(wait, SHORTEST);
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
	 * Returns when the target is looked at next while Azure copies.
	 * @param age how long it has been copying
	 * @param places at how many places of the same target copies are looked for
	 * @param shared whether others look at the same place, so that one look may be for
	 * all
	 */
	Duration look(Duration age, int places, boolean shared) {
		Duration longest = shared ? LONGEST_SHARED_LOOK : LONGEST_LOOK;
		Duration share = Duration.ofSeconds(places).dividedBy(LOOKS_A_SECOND);
		Duration soon = longer(shorter(FIRST_LOOK.plus(age.dividedBy(2)), longest), shorter(share, LONGEST_LOOK));
		Duration late = (age.compareTo(SHORT_COPY) < 0) ? soon : shorter(age.dividedBy(SHARE), LATER);
		return longer(late, share.dividedBy(2));
	}

	/**
	 * Returns how long one operation keeps others waiting for its place.
	 */
	Duration patience() {
		return PATIENCE;
	}

	/**
	 * Returns how old an operation is that gives its place to a source that waits for
	 * one.
	 */
	Duration courtesy() {
		return COURTESY;
	}

	/**
	 * Returns for how long others get its place then.
	 * @param age how long it has been copying
	 */
	Duration later(Duration age) {
		return longer(SHORTEST, shorter(age.dividedBy(SHARE), LATER));
	}

	/**
	 * Returns when to look again for what is to come soon, the less often the longer it
	 * takes.
	 * @param waited for how long it has not come
	 */
	public Duration soon(Duration waited) {
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

	static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
