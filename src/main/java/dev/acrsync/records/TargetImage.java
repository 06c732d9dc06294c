package dev.acrsync.records;

import dev.acrsync.image.Destination;
import dev.acrsync.image.TaggedImage;

/**
 * The tag in one of our registries that a push is for.
 *
 * @param destination where the rules send it
 * @param image the tag there; at most one import of it runs at a time
 */
public record TargetImage(Destination destination, TaggedImage image) {
}
