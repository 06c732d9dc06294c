package dev.acrsync.doctor;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.RegistryAccess;

/**
 * Reads a tag that need not be there, to see whether one could.
 */
final class PullProbe {

	private static final Tag ANY = new Tag("latest");

	private PullProbe() {
	}

	/**
	 * Reads the tag. Who is kept out of it without a word asks for the list of tags,
	 * since only that has words, such as those of a firewall.
	 */
	static TagReading of(Registries registries, RegistryAccess registry, RepositoryName repository) {
		TagReading reading = registries.read(registry, repository, ANY);
		if (reading instanceof Unreadable kept && kept.cause() == UnreadableCause.FORBIDDEN
				&& registries.listTags(registry, repository, (_) -> false) instanceof Unreadable reason
				&& reason.cause() == UnreadableCause.FORBIDDEN) {
			return reason;
		}
		return reading;
	}

}
