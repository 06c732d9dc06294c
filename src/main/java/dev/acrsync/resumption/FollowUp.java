package dev.acrsync.resumption;

import java.time.Instant;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;

/**
 * Something at a source that is looked at again.
 *
 * @param id the image at the target, or the manifest at the source
 * @param source the configured name of the source
 * @param repository the repository there
 * @param digest the manifest
 * @param tagged whether it is an image that was imported; else it was pushed without a
 * tag
 * @param since when it was imported or pushed
 */
public record FollowUp(String id, String source, RepositoryName repository, Digest digest, boolean tagged,
		Instant since) {
}
