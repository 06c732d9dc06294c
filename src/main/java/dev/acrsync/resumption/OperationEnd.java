package dev.acrsync.resumption;

import java.util.Locale;

/**
 * How it is known that an operation of Azure does not go on.
 */
public enum OperationEnd {

	/**
	 * Azure said that it was done.
	 */
	SUCCEEDED,

	/**
	 * Azure refused it, or said that it failed; or it was done, and has left nothing.
	 */
	FAILED,

	/**
	 * Its digest was seen at the target, or is barred there, before Azure said how it
	 * ended.
	 */
	PROVED,

	/**
	 * Azure knows nothing of it any more, or did not take it, which leaves a doubt.
	 */
	FORGOTTEN,

	/**
	 * Azure said nothing, and its deadline is over.
	 */
	UNKNOWN;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Tells whether it has copied.
	 */
	boolean isDone() {
		return this == SUCCEEDED || this == PROVED;
	}

	/**
	 * Tells whether it may move its tag once more, against all likelihood.
	 */
	boolean isUncertain() {
		return this == PROVED || this == FORGOTTEN;
	}

	static OperationEnd of(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT));
	}

}
