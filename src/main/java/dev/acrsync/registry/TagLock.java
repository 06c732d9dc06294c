package dev.acrsync.registry;

/**
 * Whether a tag may be moved, a manifest be replaced, or a repository be written to. ACR
 * alone can <a href=
 * "https://learn.microsoft.com/azure/container-registry/container-registry-image-lock">lock
 * them</a>, each for itself; Azure's import with force writes to what is locked all the
 * same.
 */
public sealed interface TagLock permits TagLock.Open, TagLock.Locked, Unreadable {

	/**
	 * Nothing of its own keeps it from being written, or it is not there.
	 */
	record Open() implements TagLock {
	}

	/**
	 * It is locked: {@code writeEnabled} is false.
	 */
	record Locked() implements TagLock {
	}

}
