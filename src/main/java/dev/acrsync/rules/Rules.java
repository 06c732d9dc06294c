package dev.acrsync.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Destination;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;

/**
 * The allow-list of a source: the first rule that names both repository and tag decides,
 * and what no rule names stays out.
 *
 * @param rules the rules in the order in which they were written
 */
public record Rules(List<Rule> rules) {

	/**
	 * Takes the rules.
	 */
	public Rules {
		rules = List.copyOf(rules);
	}

	/**
	 * Decides on an image, or on what may belong to one: that goes wherever images of its
	 * repository go, unless a rule names its tag. Always answers.
	 */
	public Decision decide(RepositoryName repository, Tag tag) {
		if (this.rules.stream().noneMatch((rule) -> rule.names(repository))) {
			return new Decision.RepositoryNotAllowed();
		}
		return naming(repository, tag).map((rule) -> rule.send(repository)).orElseGet(() -> follow(repository, tag));
	}

	/**
	 * Tells whether a tag is let in only for an image that it belongs to.
	 */
	public boolean isOnlyFor(RepositoryName repository, ReferrerTag tag) {
		return naming(repository, tag.tag()).isEmpty();
	}

	/**
	 * Returns what comes along with an image. Nothing comes along with what itself
	 * belongs to one.
	 */
	public ReferrerRule referrers(RepositoryName repository, Tag tag) {
		return naming(repository, tag).filter((_) -> ReferrerTag.of(tag).isEmpty())
			.map(Rule::referrers)
			.orElse(ReferrerRule.NONE);
	}

	private Optional<Rule> naming(RepositoryName repository, Tag tag) {
		return this.rules.stream().filter((rule) -> rule.names(repository) && rule.names(tag)).findFirst();
	}

	private Decision follow(RepositoryName repository, Tag tag) {
		Map<String, Destination> destinations = new LinkedHashMap<>();
		ReferrerTag.of(tag)
			.stream()
			.flatMap((referrer) -> this.rules.stream()
				.filter((rule) -> rule.names(repository) && rule.bringsAlong(referrer)))
			.map((rule) -> rule.send(repository))
			.filter(Decision.Allowed.class::isInstance)
			.flatMap((decision) -> ((Decision.Allowed) decision).destinations().stream())
			.forEach((destination) -> destinations.putIfAbsent(destination.target() + "/" + destination.repository(),
					destination));
		return destinations.isEmpty() ? new Decision.TagNotAllowed()
				: new Decision.Allowed(List.copyOf(destinations.values()));
	}

}
