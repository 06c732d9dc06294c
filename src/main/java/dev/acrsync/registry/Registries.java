package dev.acrsync.registry;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.settings.Registry;

/**
 * Reads registries over their data plane.
 */
public interface Registries {

	/**
	 * Asks which digest a tag points to now. Blocks for a few HTTP exchanges at most;
	 * throws nothing for what a registry or the network does.
	 */
	TagReading read(Registry registry, RepositoryName repository, Tag tag);

}
