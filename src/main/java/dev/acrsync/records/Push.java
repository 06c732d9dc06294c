package dev.acrsync.records;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.tracing.TraceParent;

/**
 * A push that the rules allow.
 *
 * @param event the id of the event that announced it, or of the comparison that found it
 * @param origin what it is made for
 * @param door by which way we were told of it; none where it was found
 * @param source the configured name of the vendor's registry
 * @param registry the vendor's registry
 * @param repository the repository that was pushed to
 * @param tag the tag that was pushed
 * @param digest the manifest that the tag pointed to then
 * @param pushedAt when, by the vendor's clock
 * @param destinations where it goes, at least one
 * @param trace the span that its imports go on from
 */
public record Push(String event, ImportOrigin origin, Optional<EventDoor> door, String source, RegistryHost registry,
		RepositoryName repository, Tag tag, Digest digest, Instant pushedAt, List<TargetImage> destinations,
		Optional<TraceParent> trace) {

	/**
	 * Takes a push that an event announced.
	 */
	public Push(String event, String source, RegistryHost registry, RepositoryName repository, Tag tag, Digest digest,
			Instant pushedAt, List<TargetImage> destinations) {
		this(event, ImportOrigin.EVENT, Optional.empty(), source, registry, repository, tag, digest, pushedAt,
				destinations, Optional.empty());
	}

	/**
	 * Takes a push that is made for something else.
	 */
	public Push(String event, ImportOrigin origin, String source, RegistryHost registry, RepositoryName repository,
			Tag tag, Digest digest, Instant pushedAt, List<TargetImage> destinations, Optional<TraceParent> trace) {
		this(event, origin, Optional.empty(), source, registry, repository, tag, digest, pushedAt, destinations, trace);
	}

	/**
	 * Returns the image as the source has it.
	 */
	public TaggedImage sourceImage() {
		return new TaggedImage(this.registry, this.repository, this.tag);
	}

	/**
	 * Returns the same push, told of by a door.
	 */
	public Push by(EventDoor door) {
		return new Push(this.event, this.origin, Optional.of(door), this.source, this.registry, this.repository,
				this.tag, this.digest, this.pushedAt, this.destinations, this.trace);
	}

	/**
	 * Returns the same push, whose imports go on from a span.
	 */
	public Push in(Optional<TraceParent> trace) {
		return new Push(this.event, this.origin, this.door, this.source, this.registry, this.repository, this.tag,
				this.digest, this.pushedAt, this.destinations, trace);
	}

}
