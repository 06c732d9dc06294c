package dev.acrsync.image;

/**
 * A tag in a repository of a registry, written {@code registry/repository:tag}.
 *
 * @param registry the registry
 * @param repository the repository
 * @param tag the tag
 */
public record TaggedImage(RegistryHost registry, RepositoryName repository, Tag tag) {

	@Override
	public String toString() {
		return this.registry + "/" + this.repository + ":" + this.tag;
	}

}
