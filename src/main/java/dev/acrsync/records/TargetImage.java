package dev.acrsync.records;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.acrsync.image.Destination;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RuleReference;
import dev.acrsync.image.Tag;
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

	/**
	 * Returns the configured name of the target.
	 */
	public String targetName() {
		return this.destination.target();
	}

	/**
	 * Returns the place of a tag that a rule lets in.
	 * @param host the destination's registry
	 */
	public static TargetImage of(Destination destination, RegistryHost host, Tag tag, RuleReference rule) {
		return new TargetImage(destination, new TaggedImage(host, destination.repository(), tag), Optional.of(rule));
	}

	/**
	 * Returns all places of a tag that a rule lets in.
	 * @param hosts returns the registry of a target by its configured name
	 */
	public static List<TargetImage> of(List<Destination> destinations, Function<String, RegistryHost> hosts, Tag tag,
			RuleReference rule) {
		return destinations.stream().map((it) -> of(it, hosts.apply(it.target()), tag, rule)).toList();
	}

}
