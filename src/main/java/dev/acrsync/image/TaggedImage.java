package dev.acrsync.image;

/**
 * A tag in a repository of a registry, written {@code registry/repository:tag}.
 *
 * @param registry the registry
 * @param repository the repository
 * @param tag the tag
 */
public record TaggedImage(RegistryHost registry, RepositoryName repository, Tag tag) {

	/**
	 * Reads what {@link #toString} has written.
	 * @throws IllegalArgumentException if it is something else
	 */
	public static TaggedImage parse(String written) {
		int slash = written.indexOf('/');
		int colon = written.lastIndexOf(':');
		if (slash < 0 || colon < slash) {
			throw new IllegalArgumentException("an image is <registry>/<repository>:<tag>");
		}
		return new TaggedImage(new RegistryHost(written.substring(0, slash)),
				new RepositoryName(written.substring(slash + 1, colon)), new Tag(written.substring(colon + 1)));
	}

	/**
	 * Returns another tag of the same repository.
	 */
	public TaggedImage sibling(Tag tag) {
		return new TaggedImage(this.registry, this.repository, tag);
	}

	/**
	 * Returns a manifest of the same repository as {@code registry/repository@digest}.
	 */
	public String with(Digest digest) {
		return this.registry + "/" + this.repository.with(digest);
	}

	/**
	 * Returns its repository as {@code registry/repository}.
	 */
	public String place() {
		return this.repository.in(this.registry);
	}

	@Override
	public String toString() {
		return this.registry + "/" + this.repository + ":" + this.tag;
	}

}
