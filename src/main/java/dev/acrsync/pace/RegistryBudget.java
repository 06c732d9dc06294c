package dev.acrsync.pace;

import java.time.Duration;

/**
 * What one registry takes from one identity: listings of referrers, and all else.
 */
final class RegistryBudget {

	private final RequestQueue reads;

	private final RequestQueue referrers;

	RegistryBudget(Pause pause) {
		this.reads = new RequestQueue(pause);
		this.referrers = new RequestQueue(pause);
	}

	/**
	 * A registry that has had too many listings of referrers takes other requests all the
	 * same.
	 */
	void refused(RequestKind kind, Duration time) {
		queue(kind).refused(time);
		if (kind != RequestKind.REFERRERS) {
			this.referrers.leaveAlone(time);
		}
	}

	Duration untilAsked(RequestKind kind) {
		return queue(kind).untilAsked();
	}

	RequestQueue queue(RequestKind kind) {
		return (kind == RequestKind.REFERRERS) ? this.referrers : this.reads;
	}

}
