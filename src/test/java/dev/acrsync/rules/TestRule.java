package dev.acrsync.rules;

import java.util.List;
import java.util.stream.Stream;

import dev.acrsync.image.Overwrite;

/**
 * Makes a rule for a test. Until told otherwise it lets all tags of its repositories into
 * the same ones of {@code prod}.
 */
public final class TestRule {

	private final List<Glob> repositories;

	private List<Glob> excludeRepositories = List.of();

	private List<TagPattern> tags = patterns("*");

	private List<TagPattern> excludeTags = List.of();

	private TargetRepository into = TargetRepository.parse("{repository}");

	private Overwrite overwrite = Overwrite.WHEN_CHANGED;

	private List<String> targets = List.of("prod");

	private ReferrerRule referrers = ReferrerRule.ALL;

	private Backfill backfill = new Backfill.All();

	private DeletedAtTarget deletedAtTarget = DeletedAtTarget.RESTORE;

	private TestRule(List<Glob> repositories) {
		this.repositories = repositories;
	}

	/**
	 * Begins with its repositories.
	 */
	public static TestRule of(String... repositories) {
		return new TestRule(globs(repositories));
	}

	/**
	 * Leaves out repositories.
	 */
	public TestRule except(String... repositories) {
		this.excludeRepositories = globs(repositories);
		return this;
	}

	public TestRule tags(String... tags) {
		this.tags = patterns(tags);
		return this;
	}

	/**
	 * Leaves out tags.
	 */
	public TestRule exceptTags(String... tags) {
		this.excludeTags = patterns(tags);
		return this;
	}

	/**
	 * Says what repository at the target it goes to.
	 */
	public TestRule into(String repository) {
		this.into = TargetRepository.parse(repository);
		return this;
	}

	public TestRule overwrite(Overwrite overwrite) {
		this.overwrite = overwrite;
		return this;
	}

	public TestRule targets(String... targets) {
		this.targets = List.of(targets);
		return this;
	}

	public TestRule referrers(ReferrerRule referrers) {
		this.referrers = referrers;
		return this;
	}

	public TestRule backfill(Backfill backfill) {
		this.backfill = backfill;
		return this;
	}

	public TestRule deletedAtTarget(DeletedAtTarget deletedAtTarget) {
		this.deletedAtTarget = deletedAtTarget;
		return this;
	}

	/**
	 * Returns the rule.
	 */
	public Rule rule() {
		return new Rule(this.repositories, this.excludeRepositories, this.tags, this.excludeTags, this.into,
				this.overwrite, this.targets, this.referrers, this.backfill, this.deletedAtTarget);
	}

	/**
	 * Returns it as the only rule of a source.
	 */
	public Rules rules() {
		return new Rules(List.of(rule()));
	}

	private static List<Glob> globs(String... repositories) {
		return Stream.of(repositories).map(Glob::ofRepository).toList();
	}

	private static List<TagPattern> patterns(String... tags) {
		return Stream.of(tags).map(TagPattern::parse).toList();
	}

}
