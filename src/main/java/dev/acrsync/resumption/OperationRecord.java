package dev.acrsync.resumption;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;

/**
 * One copy that Azure was about to be asked for, or was.
 *
 * @param requestId the client request id that it has
 * @param image what it writes: {@code <registry>/<repository>:<tag>}, or
 * {@code <registry>/<repository>@<digest>} where it sets no tag
 * @param digest the digest that it copies
 * @param tag the tag that it sets, if any
 * @param importId the import that began it
 * @param begunAt when it was written down, which is before it was sent
 * @param deadline until when it may run, unless Azure says that it still does
 * @param location where Azure tells how it goes, if it is known to have been accepted
 * @param end how it ended, if that is known
 * @param endedAt when that became known
 * @param seen whether its digest was seen at the target
 */
public record OperationRecord(String requestId, String image, Digest digest, Optional<Tag> tag, String importId,
		Instant begunAt, Instant deadline, Optional<String> location, Optional<OperationEnd> end,
		Optional<Instant> endedAt, boolean seen) {

	/**
	 * An operation that is about to begin.
	 */
	public static OperationRecord begun(String requestId, String image, Digest digest, Optional<Tag> tag,
			String importId, Instant begunAt, Instant deadline) {
		return new OperationRecord(requestId, image, digest, tag, importId, begunAt, deadline, Optional.empty(),
				Optional.empty(), Optional.empty(), false);
	}

	/**
	 * Tells whether it may go on.
	 */
	public boolean isOpen() {
		return this.end.isEmpty();
	}

	/**
	 * Tells whether it was done, and the target did not show it yet.
	 */
	public boolean isUnseen() {
		return !this.seen && isDone();
	}

	/**
	 * Tells whether Azure says that there is none, which need not be so.
	 */
	public boolean isDoubted() {
		return this.end.filter(OperationEnd.FORGOTTEN::equals).isPresent();
	}

	/**
	 * Tells whether it is known to have written its digest.
	 */
	public boolean isDone() {
		return this.seen || this.end.filter(OperationEnd::isDone).isPresent();
	}

}
