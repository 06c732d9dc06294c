package dev.acrsync.rules;

import java.util.List;

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
	 * Decides on an image. Always answers.
	 */
	public Decision decide(RepositoryName repository, Tag tag) {
		List<Rule> naming = this.rules.stream().filter((rule) -> rule.names(repository)).toList();
		if (naming.isEmpty()) {
			return new Decision.RepositoryNotAllowed();
		}
		return naming.stream()
			.filter((rule) -> rule.names(tag))
			.findFirst()
			.map((rule) -> rule.send(repository))
			.orElseGet(Decision.TagNotAllowed::new);
	}

}
