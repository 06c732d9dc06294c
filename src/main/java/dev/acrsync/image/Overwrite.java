package dev.acrsync.image;

/**
 * What to do when the target already has the tag with another digest.
 */
public enum Overwrite {

	/**
	 * Move the target's tag to the source's digest.
	 */
	WHEN_CHANGED,

	/**
	 * Leave the target's tag as it is, and report it.
	 */
	NEVER

}
