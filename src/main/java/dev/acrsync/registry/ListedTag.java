package dev.acrsync.registry;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;

/**
 * A tag in a listing.
 *
 * @param tag the tag
 * @param digest the manifest it points to, where the registry tells
 * @param updatedAt when it was last moved, where the registry tells
 * @param writable whether it may be moved; where the registry does not tell, it may
 */
public record ListedTag(Tag tag, Optional<Digest> digest, Optional<Instant> updatedAt, boolean writable) {
}
