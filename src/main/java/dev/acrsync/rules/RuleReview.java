package dev.acrsync.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;

/**
 * Tells what can be told of rules without a registry.
 */
public final class RuleReview {

	private RuleReview() {
	}

	/**
	 * Returns where a rule brings a repository, or one that it might name.
	 */
	public static Optional<RepositoryName> target(Rule rule) {
		return rule.targetRepository()
			.apply(new RepositoryName(rule.repositories().getFirst().toString().replaceAll("\\*+", "a")));
	}

	/**
	 * Returns the index of an earlier rule that for sure decides on all that a rule
	 * names, so that the rule never does.
	 */
	public static Optional<Integer> hiddenBy(Rules rules, int index) {
		Rule rule = rules.rules().get(index);
		return IntStream.range(0, index).filter((i) -> hides(rules.rules().get(i), rule)).boxed().findFirst();
	}

	private static boolean hides(Rule earlier, Rule later) {
		return texts(later.excludeRepositories()).containsAll(texts(earlier.excludeRepositories()))
				&& texts(later.excludeTags()).containsAll(texts(earlier.excludeTags()))
				&& later.repositories()
					.stream()
					.allMatch((glob) -> earlier.repositories().stream().anyMatch((wider) -> covers(wider, glob)))
				&& (texts(earlier.tags()).stream().anyMatch((tag) -> tag.matches("\\*+"))
						|| texts(earlier.tags()).containsAll(texts(later.tags())));
	}

	private static List<String> texts(List<?> patterns) {
		return patterns.stream().map(Object::toString).toList();
	}

	private static boolean covers(Glob wider, Glob glob) {
		String all = wider.toString();
		String prefix = all.replaceFirst("\\*\\*$", "");
		return all.equals(glob.toString()) || (glob.isLiteral() && wider.matches(glob.toString()))
				|| (all.endsWith("**") && !prefix.contains("*") && glob.toString().startsWith(prefix));
	}

	/**
	 * Returns what two rules bring to the same repository of the same target from
	 * different places, if that can be told.
	 * @param sameSource whether both rules are of one source
	 */
	public static Optional<String> collision(Rule one, Rule other, boolean sameSource) {
		if (one.targets().stream().noneMatch(other.targets()::contains)) {
			return Optional.empty();
		}
		Stream<String> known = one.literalRepositories()
			.flatMap((repository) -> other.literalRepositories()
				.filter((another) -> !(sameSource && another.equals(repository)))
				.flatMap((another) -> one.targetRepository()
					.apply(repository)
					.filter((target) -> other.targetRepository().apply(another).filter(target::equals).isPresent())
					.stream()))
			.map(RepositoryName::value);
		boolean alike = !sameSource && one.targetRepository().toString().equals(other.targetRepository().toString())
				&& !one.targetRepository().isFixed();
		return Stream.concat(known, alike ? overlap(one, other) : Stream.empty()).findFirst();
	}

	/**
	 * Returns a tag that two sources bring to the same place of the same target for sure,
	 * from repositories that both name without a wildcard: each would move it on from the
	 * other's image.
	 */
	public static Optional<String> contested(Rules one, Rules other) {
		return one.literalRepositories()
			.stream()
			.flatMap((repository) -> other.literalRepositories()
				.stream()
				.flatMap((another) -> tags(one, other)
					.flatMap((tag) -> shared(one.decide(repository, tag), other.decide(another, tag))
						.map((place) -> place + ":" + tag))))
			.findFirst();
	}

	private static Stream<String> shared(Decision one, Decision other) {
		return places(one).filter(places(other).toList()::contains);
	}

	private static Stream<String> places(Decision decision) {
		return (decision instanceof Decision.Allowed allowed) ? allowed.destinations().stream().map(Destination::place)
				: Stream.empty();
	}

	/**
	 * Returns tags that some of the patterns name, most likely.
	 */
	private static Stream<Tag> tags(Rules one, Rules other) {
		return Stream
			.concat(Stream.concat(one.rules().stream(), other.rules().stream())
				.flatMap((rule) -> rule.tags().stream())
				.map((pattern) -> pattern.toString().replaceAll("\\*+", "1").replaceFirst("^semver:[^0-9]*", "")),
					Stream.of("1.0.0", "v1.0.0"))
			.filter((name) -> name.matches("\\w[\\w.-]{0,127}"))
			.map(Tag::new)
			.distinct();
	}

	private static Stream<String> overlap(Rule one, Rule other) {
		Stream<RepositoryName> literals = Stream.concat(one.literalRepositories().filter(other::names),
				other.literalRepositories().filter(one::names));
		boolean whole = one.excludeRepositories().isEmpty() && other.excludeRepositories().isEmpty();
		Stream<Glob> globs = one.repositories()
			.stream()
			.flatMap((glob) -> other.repositories()
				.stream()
				.filter((another) -> covers(glob, another) || covers(another, glob))
				.map((another) -> covers(glob, another) ? another : glob));
		return Stream.concat(
				literals.flatMap((repository) -> one.targetRepository().apply(repository).stream())
					.map(RepositoryName::value),
				whole ? globs.map((glob) -> one.targetRepository().toString().replace("{repository}", glob.toString()))
						: Stream.empty());
	}

}
