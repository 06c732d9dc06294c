package dev.acrsync.records;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.tracing.TraceParent;

/**
 * A tag that came into a source. It is made where we are told of it or find it, and stays
 * the same all the way.
 *
 * @param event the id of the event that announced it, or of the comparison that found it
 * @param origin what is to be made of it
 * @param door by which way we were told of it; none where it was found, and in old
 * records
 * @param source the configured name of the vendor's registry
 * @param image the tag in the vendor's registry
 * @param digest the manifest that the tag pointed to then
 * @param pushedAt when, by the vendor's clock
 * @param trace the span that its imports go on from
 */
public record Push(String event, ImportOrigin origin, Optional<EventDoor> door, String source, TaggedImage image,
		Digest digest, Instant pushedAt, Optional<TraceParent> trace) {

	/**
	 * Tells whether it was into this repository of a source.
	 * @param source the source's configured name
	 */
	public boolean isInto(String source, RepositoryName repository) {
		return this.source.equals(source) && this.image.repository().equals(repository);
	}

	/**
	 * Returns the same push, whose imports go on from a span.
	 */
	public Push in(Optional<TraceParent> trace) {
		return trace.equals(this.trace) ? this : new Push(this.event, this.origin, this.door, this.source, this.image,
				this.digest, this.pushedAt, trace);
	}

	/**
	 * Returns a push of the same tag that nobody told of, to be imported once more.
	 * @param digest the manifest that is wanted now
	 */
	public Push again(String event, ImportOrigin origin, Digest digest) {
		return new Push(event, origin, Optional.empty(), this.source, this.image, digest, this.pushedAt, this.trace);
	}

}
