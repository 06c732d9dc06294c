package dev.acrsync.inventory;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;
import dev.acrsync.rules.Decision;

/**
 * A tag at the source that a rule lets in.
 *
 * @param tag the tag
 * @param digest its digest
 * @param updatedAt when it was last pushed, where the registry tells
 * @param allowed where it goes
 */
public record SourceTag(Tag tag, Digest digest, Optional<Instant> updatedAt, Decision.Allowed allowed) {
}
