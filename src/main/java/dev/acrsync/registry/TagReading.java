package dev.acrsync.registry;

import dev.acrsync.image.Digest;

/**
 * What a registry says a tag points to.
 */
public sealed interface TagReading permits TagReading.Found, Absent, Unreadable {

	/**
	 * The tag exists.
	 *
	 * @param digest the manifest it points to
	 */
	record Found(Digest digest) implements TagReading {
	}

}
