package dev.acrsync.records;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;

/**
 * Where an import stands, and how it came there.
 *
 * @param state the state
 * @param attempts how often it was tried
 * @param importedDigest the digest that the target was seen to have
 * @param error the last trouble
 * @param operation the id of Azure's operation
 * @param receivedAt when it was accepted
 * @param nextAttemptAt when it is tried next
 * @param finishedAt when it left the open states
 */
public record ImportProgress(ImportState state, int attempts, Optional<Digest> importedDigest,
		Optional<RecordedFailure> error, Optional<String> operation, Instant receivedAt,
		Optional<Instant> nextAttemptAt, Optional<Instant> finishedAt) {

	/**
	 * Tells whether the target was seen to have this digest.
	 */
	public boolean hasBrought(Digest digest) {
		return this.importedDigest.filter(digest::equals).isPresent();
	}

	/**
	 * Tells whether this is the last trouble.
	 * @param code its code
	 */
	public boolean isHeldBy(String code) {
		return this.error.filter((it) -> it.code().equals(code)).isPresent();
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
