package dev.acrsync.rules;

import java.util.List;

import dev.acrsync.image.Destination;

/**
 * What the rules say of an image.
 */
public sealed interface Decision {

	/**
	 * The image is wanted.
	 *
	 * @param rule the index of the rule that decides
	 * @param destinations where it goes, at least one
	 */
	record Allowed(int rule, List<Destination> destinations) implements Decision {
	}

	/**
	 * No rule names the repository.
	 */
	record RepositoryNotAllowed() implements Decision {
	}

	/**
	 * A rule names the repository, and none that does names the tag, or what the tag
	 * belongs to.
	 */
	record TagNotAllowed() implements Decision {
	}

	/**
	 * A rule names the image, but the name of its repository at the target would be
	 * longer than a name can be.
	 *
	 * @param mapping what the rule makes of the name
	 */
	record TargetTooLong(TargetRepository mapping) implements Decision {
	}

}
