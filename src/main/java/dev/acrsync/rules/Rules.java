package dev.acrsync.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
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
		boolean named = false;
		for (int index = 0; index < this.rules.size(); index++) {
			Rule rule = this.rules.get(index);
			if (rule.names(repository)) {
				named = true;
				if (rule.names(tag)) {
					return rule.send(index, repository);
				}
			}
		}
		return named ? new Decision.TagNotAllowed() : new Decision.RepositoryNotAllowed();
	}

	/**
	 * Says what each rule says of an image, up to the one that decides.
	 */
	public List<Verdict> explain(RepositoryName repository, Tag tag) {
		List<Verdict> verdicts = new ArrayList<>();
		for (int index = 0; index < this.rules.size(); index++) {
			verdicts.add(this.rules.get(index).judge(index, repository, tag));
			if (verdicts.getLast().names()) {
				break;
			}
		}
		return List.copyOf(verdicts);
	}

	/**
	 * Tells whether something of a repository may be let in.
	 */
	public boolean names(RepositoryName repository) {
		return this.rules.stream().anyMatch((rule) -> rule.names(repository));
	}

	/**
	 * Returns all places that something of a repository may go to.
	 */
	public Set<Destination> destinations(RepositoryName repository) {
		return this.rules.stream()
			.filter((rule) -> rule.names(repository))
			.map((rule) -> rule.send(0, repository))
			.flatMap((decision) -> (decision instanceof Decision.Allowed allowed) ? allowed.destinations().stream()
					: Stream.empty())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Returns the repositories that rules name without a wildcard.
	 */
	public Set<RepositoryName> literalRepositories() {
		return this.rules.stream()
			.flatMap(Rule::literalRepositories)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Tells whether only the registry's catalog tells which repositories are named.
	 */
	public boolean haveWildcards() {
		return this.rules.stream().anyMatch(Rule::hasWildcards);
	}

}
