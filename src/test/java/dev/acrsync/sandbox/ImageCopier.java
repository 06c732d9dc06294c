package dev.acrsync.sandbox;

/**
 * Does what Azure does behind an accepted import.
 */
@FunctionalInterface
public interface ImageCopier {

	/**
	 * Copies the image and sets its tags.
	 * @throws ImportFailure as the end of the operation
	 */
	void copy(ImportCall call) throws ImportFailure;

	/**
	 * Looks at an import before it is accepted.
	 * @throws ImportFailure as the answer to the request
	 */
	default void check(ImportCall call) throws ImportFailure {
	}

}
