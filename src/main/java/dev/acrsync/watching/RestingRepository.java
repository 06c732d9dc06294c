package dev.acrsync.watching;

import dev.acrsync.registry.Unreadable;

/**
 * A repository that could not be listed, and is looked at more seldom for that.
 *
 * @param reason why not
 * @param failures how often in a row
 * @param looks how many looks leave it out
 */
record RestingRepository(Unreadable reason, int failures, int looks) {

	/** After so many failures it is looked at no more seldom still. */
	private static final int MOST = 5;

	static RestingRepository first(Unreadable reason) {
		return new RestingRepository(reason, 1, 0);
	}

	/**
	 * Returns the same after one look that has left it out.
	 */
	RestingRepository looked() {
		return new RestingRepository(this.reason, this.failures, this.looks - 1);
	}

	/**
	 * Returns the same after one more failure.
	 */
	RestingRepository again(RestingRepository latest) {
		int all = Math.min(MOST, this.failures + 1);
		return new RestingRepository(latest.reason, all, (1 << (all - 1)) - 1);
	}

}
