package dev.acrsync.rules;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;

/**
 * Lets some images in, and says where they go. Exclusions win.
 *
 * @param repositories the repositories, at least one glob
 * @param excludeRepositories those of them that are left out
 * @param tags the tags, at least one pattern
 * @param excludeTags those of them that are left out
 * @param targetRepository the repository at the target
 * @param overwrite what to do when the tag is already there with another digest
 * @param targets the configured names of the target registries, at least one
 * @param referrers what comes along with the images
 * @param backfill how much of what was there before it brings
 * @param deletedAtTarget whether comparisons bring back what was deleted at the target
 */
public record Rule(List<Glob> repositories, List<Glob> excludeRepositories, List<TagPattern> tags,
		List<TagPattern> excludeTags, TargetRepository targetRepository, Overwrite overwrite, List<String> targets,
		ReferrerRule referrers, Backfill backfill, DeletedAtTarget deletedAtTarget) {

	/**
	 * Takes a rule that can let something in.
	 * @throws IllegalArgumentException if it has no repository, tag or target, or would
	 * bring several repositories into one
	 */
	public Rule {
		repositories = notEmpty("repository", repositories);
		excludeRepositories = List.copyOf(excludeRepositories);
		tags = notEmpty("tag", tags);
		excludeTags = List.copyOf(excludeTags);
		targets = notEmpty("target", targets).stream().distinct().toList();
		if (targetRepository.isFixed() && !(repositories.size() == 1 && repositories.getFirst().isLiteral())) {
			throw new IllegalArgumentException("without {repository} all repositories of the rule would become one: "
					+ "write '" + targetRepository + "/{repository}', or a rule for each repository");
		}
	}

	private static <T> List<T> notEmpty(String noun, List<T> values) {
		if (values.isEmpty()) {
			throw new IllegalArgumentException("a rule names at least one " + noun);
		}
		return List.copyOf(values);
	}

	/**
	 * Tells whether it lets in anything of a repository.
	 */
	public boolean names(RepositoryName repository) {
		return this.repositories.stream().anyMatch((glob) -> glob.matches(repository.value()))
				&& this.excludeRepositories.stream().noneMatch((glob) -> glob.matches(repository.value()));
	}

	boolean names(Tag tag) {
		return this.tags.stream().anyMatch((pattern) -> pattern.matches(tag))
				&& this.excludeTags.stream().noneMatch((pattern) -> pattern.matches(tag));
	}

	/**
	 * Tells whether this may belong to an image that the rule lets in.
	 */
	boolean bringsAlong(ReferrerTag tag) {
		return this.referrers.includes(tag.kind().artifactType())
				&& this.excludeTags.stream().noneMatch((pattern) -> pattern.matches(tag.tag()));
	}

	/**
	 * Returns all by which it decides what is let in, and where it goes.
	 */
	List<Object> conditions() {
		return List.of(this.repositories, this.excludeRepositories, this.tags, this.excludeTags, this.targetRepository,
				this.targets, this.referrers.enabled(), new TreeSet<>(this.referrers.artifactTypes()));
	}

	/**
	 * Tells whether only the registry's catalog tells which repositories it names.
	 */
	public boolean hasWildcards() {
		return !this.repositories.stream().allMatch(Glob::isLiteral);
	}

	/**
	 * Returns the repositories that it names without a wildcard.
	 */
	Stream<RepositoryName> literalRepositories() {
		return this.repositories.stream()
			.filter(Glob::isLiteral)
			.map((glob) -> new RepositoryName(glob.toString()))
			.filter(this::names);
	}

	/**
	 * Says which pattern decides on an image.
	 */
	Verdict judge(int index, RepositoryName repository, Tag tag) {
		Predicate<Glob> ofRepository = (glob) -> glob.matches(repository.value());
		Predicate<TagPattern> ofTag = (pattern) -> pattern.matches(tag);
		List<String> reasons = Stream
			.of(excluded("exclude-repositories", this.excludeRepositories, ofRepository),
					included("repositories", this.repositories, ofRepository),
					excluded("exclude-tags", this.excludeTags, ofTag), included("tags", this.tags, ofTag))
			.flatMap(Optional::stream)
			.toList();
		return reasons.isEmpty()
				? new Verdict(index, true,
						"'" + first(this.repositories, ofRepository) + "' names the repository, and '"
								+ first(this.tags, ofTag) + "' the tag")
				: new Verdict(index, false, reasons.getFirst());
	}

	private static <T> Optional<String> excluded(String key, List<T> patterns, Predicate<T> matches) {
		return patterns.stream().filter(matches).findFirst().map((it) -> key + " '" + it + "' leaves it out");
	}

	private static <T> Optional<String> included(String key, List<T> patterns, Predicate<T> matches) {
		return patterns.stream().anyMatch(matches) ? Optional.empty()
				: Optional.of("none of " + key + " " + patterns + " names it");
	}

	private static <T> T first(List<T> patterns, Predicate<T> matches) {
		return patterns.stream().filter(matches).findFirst().orElseThrow();
	}

	/**
	 * Returns where a repository that this rule names goes.
	 */
	Decision send(int index, RepositoryName repository) {
		return this.targetRepository.apply(repository)
			.<Decision>map((mapped) -> new Decision.Allowed(index,
					this.targets.stream().map((target) -> new Destination(target, mapped, this.overwrite)).toList()))
			.orElseGet(() -> new Decision.TargetTooLong(this.targetRepository));
	}

}
