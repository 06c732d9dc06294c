package dev.acrsync.registry;

import dev.acrsync.image.ManifestLinks;

/**
 * What a registry says that a manifest names.
 */
public sealed interface ManifestReading permits ManifestReading.Linked, Absent, Unreadable {

	/**
	 * The manifest exists.
	 *
	 * @param links what it names
	 */
	record Linked(ManifestLinks links) implements ManifestReading {
	}

}
