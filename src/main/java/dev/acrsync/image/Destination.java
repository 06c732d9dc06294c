package dev.acrsync.image;

/**
 * Where an image goes.
 *
 * @param target the configured name of the target registry
 * @param repository the repository there
 * @param overwrite what to do when the tag is already there with another digest
 */
public record Destination(String target, RepositoryName repository, Overwrite overwrite) {

	/**
	 * Returns the target and the repository there, as {@code target/repository}.
	 */
	public String place() {
		return this.target + "/" + this.repository;
	}

}
