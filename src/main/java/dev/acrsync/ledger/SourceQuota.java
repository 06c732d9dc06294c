package dev.acrsync.ledger;

import java.util.List;

/**
 * What a source may take of a target's places.
 *
 * @param source its configured name
 * @param running how many places its imports have now
 * @param most how many more it may be given
 * @param expected whether its rules lead to the target, so that something may come
 */
public record SourceQuota(String source, int running, int most, boolean expected) {

	private static final int LEAST = 1;

	SourceQuota(String source, int running, int most) {
		this(source, running, most, true);
	}

	/**
	 * Returns those that may take one of a target's free places. Where there are more
	 * places than one, the last free one is kept for a source that has none.
	 * @param turns all sources of the target
	 */
	public static List<SourceQuota> entitled(List<SourceQuota> turns, int free) {
		boolean kept = free == 1 && turns.stream().anyMatch((turn) -> turn.isIdle() && turn.expected())
				&& !turns.stream().allMatch(SourceQuota::isIdle);
		return turns.stream().filter((turn) -> turn.most() > 0 && (!kept || turn.isIdle())).toList();
	}

	/**
	 * Returns the least urgent rank that it may take.
	 * @param urgent whether the place is kept for what is urgent, and for who has none
	 */
	int least(boolean urgent) {
		return (urgent && !isIdle()) ? 0 : LEAST;
	}

	private boolean isIdle() {
		return this.running == 0;
	}

	/**
	 * Returns what is left once it has taken a place.
	 */
	public SourceQuota taken() {
		return new SourceQuota(this.source, this.running + 1, this.most - 1, this.expected);
	}

}
