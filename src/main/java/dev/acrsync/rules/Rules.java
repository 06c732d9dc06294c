package dev.acrsync.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.RuleReference;
import dev.acrsync.image.Tag;

/**
 * The allow-list of a source: the first rule that names both repository and tag decides,
 * and what no rule names stays out.
 *
 * @param rules the rules in the order in which they were written
 * @param fingerprint a short text that changes when they decide otherwise
 */
public record Rules(List<Rule> rules, String fingerprint) {

	private static final int FINGERPRINT_BYTES = 6;

	/**
	 * Takes the rules.
	 */
	public Rules {
		rules = List.copyOf(rules);
	}

	/**
	 * Takes the rules.
	 */
	public Rules(List<Rule> rules) {
		this(rules, fingerprint(rules));
	}

	private static String fingerprint(List<Rule> rules) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256")
				.digest(rules.stream().map(Rule::conditions).toList().toString().getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Refers to a rule as the one that has decided.
	 */
	public RuleReference reference(int rule) {
		return new RuleReference(rule, this.fingerprint);
	}

	/**
	 * Decides on an image, or on what may belong to one: that goes wherever images of its
	 * repository go, unless a rule names its tag. Always answers.
	 */
	public Decision decide(RepositoryName repository, Tag tag) {
		if (!names(repository)) {
			return new Decision.RepositoryNotAllowed();
		}
		OptionalInt naming = naming(repository, tag);
		return naming.isPresent() ? this.rules.get(naming.getAsInt()).send(naming.getAsInt(), repository)
				: follow(repository, tag);
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
		OptionalInt naming = naming(repository, tag);
		return (naming.isPresent() && ReferrerTag.of(tag).isEmpty()) ? this.rules.get(naming.getAsInt()).referrers()
				: ReferrerRule.NONE;
	}

	private OptionalInt naming(RepositoryName repository, Tag tag) {
		return first((rule) -> rule.names(repository) && rule.names(tag));
	}

	private OptionalInt first(Predicate<Rule> condition) {
		return IntStream.range(0, this.rules.size())
			.filter((index) -> condition.test(this.rules.get(index)))
			.findFirst();
	}

	private Decision follow(RepositoryName repository, Tag tag) {
		Optional<ReferrerTag> referrer = ReferrerTag.of(tag);
		Predicate<Rule> bringsAlong = (rule) -> rule.names(repository)
				&& referrer.filter(rule::bringsAlong).isPresent();
		Map<String, Destination> destinations = new LinkedHashMap<>();
		this.rules.stream()
			.filter(bringsAlong)
			.flatMap((rule) -> destinations(rule, repository))
			.forEach((destination) -> destinations.putIfAbsent(destination.place(), destination));
		return destinations.isEmpty() ? new Decision.TagNotAllowed()
				: new Decision.Allowed(first(bringsAlong).getAsInt(), List.copyOf(destinations.values()));
	}

	private static Stream<Destination> destinations(Rule rule, RepositoryName repository) {
		return (rule.send(0, repository) instanceof Decision.Allowed allowed) ? allowed.destinations().stream()
				: Stream.empty();
	}

	/**
	 * Says what each rule says of an image, up to the one that decides.
	 */
	public List<Verdict> explain(RepositoryName repository, Tag tag) {
		List<Verdict> verdicts = new ArrayList<>();
		for (int index = 0; index < this.rules.size(); index++) {
			verdicts.add(this.rules.get(index).judge(index, repository, tag));
			if (verdicts.getLast().names()) {
				return List.copyOf(verdicts);
			}
		}
		if (follow(repository, tag) instanceof Decision.Allowed allowed) {
			verdicts.add(new Verdict(allowed.rule(), true, "it belongs to an image, and comes along with it"));
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
			.flatMap((rule) -> destinations(rule, repository))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Tells whether a tag goes to a place.
	 */
	public boolean send(RepositoryName repository, Tag tag, Destination place) {
		return decide(repository, tag) instanceof Decision.Allowed allowed && allowed.destinations()
			.stream()
			.anyMatch((it) -> it.target().equals(place.target()) && it.repository().equals(place.repository()));
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
	 * Tells whether anything may go to a target.
	 */
	public boolean leadTo(String target) {
		return this.rules.stream().anyMatch((rule) -> rule.targets().contains(target));
	}

	/**
	 * Tells whether only the registry's catalog tells which repositories are named.
	 */
	public boolean haveWildcards() {
		return this.rules.stream().anyMatch(Rule::hasWildcards);
	}

}
