package dev.acrsync.registry;

/**
 * Whether a tag may be moved. ACR alone can <a href=
 * "https://learn.microsoft.com/azure/container-registry/container-registry-image-lock">lock
 * a tag</a>; Azure's import with force moves a locked one all the same.
 */
public sealed interface TagLock permits TagLock.Open, TagLock.Locked, Unreadable {

	/**
	 * Nothing keeps it from being moved.
	 */
	record Open() implements TagLock {
	}

	/**
	 * It is locked: {@code writeEnabled} is false.
	 */
	record Locked() implements TagLock {
	}

}
