package dev.acrsync.importtask;

import java.util.Optional;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * One manifest to be copied, by digest: to a tag, or to a repository alone.
 *
 * @param source where it comes from
 * @param repository its repository there
 * @param digest the manifest to copy
 * @param target where it goes
 * @param destination the repository there, and whether an existing tag may be moved
 * @param tag the tag that it gets, if any
 */
public record ImportRequest(Source source, RepositoryName repository, Digest digest, Target target,
		Destination destination, Optional<Tag> tag) {
}
