package dev.acrsync.ledger;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;

/**
 * The exclusive right to work on one target tag, as long as its lease is renewed.
 *
 * @param record the newest import of that tag
 * @param generation the generation that is worked on; a push that comes meanwhile makes a
 * higher one
 * @param owner who holds the lease, a new name for each claim
 * @param wantedSince when this generation was asked for
 * @param started what an earlier try may have started at Azure
 * @param superseded how many older imports of that tag this one took the place of
 */
public record Claim(ImportRecord record, long generation, String owner, Instant wantedSince, Optional<Started> started,
		int superseded) {

	/**
	 * A request that was about to be sent to Azure, or was.
	 *
	 * @param requestId the client request id that it had
	 * @param digest the digest that was to be copied
	 * @param since when it was written down, which is before it was sent
	 * @param location where Azure tells how it goes, if it was known to have been
	 * accepted
	 */
	public record Started(String requestId, Digest digest, Instant since, Optional<String> location) {
	}

}
