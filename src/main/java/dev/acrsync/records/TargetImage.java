package dev.acrsync.records;

import java.util.Optional;

import dev.acrsync.image.Destination;
import dev.acrsync.image.RuleReference;
import dev.acrsync.image.TaggedImage;

/**
 * The tag in one of our registries that a push is for.
 *
 * @param destination where the rules send it
 * @param image the tag there; at most one import of it runs at a time
 * @param rule the rule that has let it in, if that is known
 */
public record TargetImage(Destination destination, TaggedImage image, Optional<RuleReference> rule) {

	/**
	 * Takes a tag that nobody knows the rule of.
	 */
	public TargetImage(Destination destination, TaggedImage image) {
		this(destination, image, Optional.empty());
	}

}
