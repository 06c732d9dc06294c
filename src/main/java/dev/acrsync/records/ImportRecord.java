package dev.acrsync.records;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.tracing.TraceParent;

/**
 * One import as the ledger holds it.
 *
 * @param id its id; later imports have greater ids
 * @param event the event that announced it, or the comparison that found it
 * @param origin what it was made for
 * @param door by which way we were told of it; none where it was found, and in old
 * records
 * @param source the configured name of the vendor's registry
 * @param registry the vendor's registry
 * @param repository the repository there
 * @param tag the tag
 * @param digest the digest that the event named
 * @param target where it goes
 * @param state where it stands
 * @param attempts how often it was tried
 * @param importedDigest the digest that the target was seen to have
 * @param error the last trouble
 * @param operation the id of Azure's operation
 * @param receivedAt when it was accepted
 * @param pushedAt when it was pushed, by the vendor's clock
 * @param nextAttemptAt when it is tried next
 * @param finishedAt when it left the open states
 * @param trace the span that each try goes on from
 */
public record ImportRecord(String id, String event, ImportOrigin origin, Optional<EventDoor> door, String source,
		RegistryHost registry, RepositoryName repository, Tag tag, Digest digest, TargetImage target, ImportState state,
		int attempts, Optional<Digest> importedDigest, Optional<RecordedFailure> error, Optional<String> operation,
		Instant receivedAt, Instant pushedAt, Optional<Instant> nextAttemptAt, Optional<Instant> finishedAt,
		Optional<TraceParent> trace) {

	/**
	 * Returns the image as the source has it.
	 */
	public TaggedImage sourceImage() {
		return new TaggedImage(this.registry, this.repository, this.tag);
	}

	/**
	 * Why it did not come about.
	 *
	 * @param code a short, stable name of the cause
	 * @param message what went wrong and what to do
	 */
	public record RecordedFailure(String code, String message) {
	}

}
