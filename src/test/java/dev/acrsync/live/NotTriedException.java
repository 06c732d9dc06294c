package dev.acrsync.live;

/**
 * Says why a statement cannot be checked here.
 */
final class NotTriedException extends RuntimeException {

	private static final long serialVersionUID = 1;

	NotTriedException(String why) {
		super(why);
	}

}
