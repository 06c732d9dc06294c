package dev.acrsync.rules;

import java.util.List;

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
 * @param tags the tags, at least one glob
 * @param excludeTags those of them that are left out
 * @param targetRepository the repository at the target
 * @param overwrite what to do when the tag is already there with another digest
 * @param targets the configured names of the target registries, at least one
 * @param referrers what comes along with the images
 */
public record Rule(List<Glob> repositories, List<Glob> excludeRepositories, List<Glob> tags, List<Glob> excludeTags,
		TargetRepository targetRepository, Overwrite overwrite, List<String> targets, ReferrerRule referrers) {

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

	/**
	 * A rule under which all comes along that refers to an image.
	 */
	public Rule(List<Glob> repositories, List<Glob> excludeRepositories, List<Glob> tags, List<Glob> excludeTags,
			TargetRepository targetRepository, Overwrite overwrite, List<String> targets) {
		this(repositories, excludeRepositories, tags, excludeTags, targetRepository, overwrite, targets,
				ReferrerRule.ALL);
	}

	private static <T> List<T> notEmpty(String noun, List<T> values) {
		if (values.isEmpty()) {
			throw new IllegalArgumentException("a rule names at least one " + noun);
		}
		return List.copyOf(values);
	}

	boolean names(RepositoryName repository) {
		return names(repository.value(), this.repositories, this.excludeRepositories);
	}

	boolean names(Tag tag) {
		return names(tag.value(), this.tags, this.excludeTags);
	}

	/**
	 * Tells whether this may belong to an image that the rule lets in.
	 */
	boolean bringsAlong(ReferrerTag tag) {
		return this.referrers.includes(tag.kind().artifactType())
				&& this.excludeTags.stream().noneMatch((glob) -> glob.matches(tag.tag().value()));
	}

	private static boolean names(String name, List<Glob> included, List<Glob> excluded) {
		return included.stream().anyMatch((glob) -> glob.matches(name))
				&& excluded.stream().noneMatch((glob) -> glob.matches(name));
	}

	/**
	 * Returns where a repository that this rule names goes.
	 */
	Decision send(RepositoryName repository) {
		return this.targetRepository.apply(repository)
			.<Decision>map((mapped) -> new Decision.Allowed(
					this.targets.stream().map((target) -> new Destination(target, mapped, this.overwrite)).toList()))
			.orElseGet(() -> new Decision.TargetTooLong(this.targetRepository));
	}

}
