package dev.acrsync.settings.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import dev.acrsync.rules.Backfill;
import dev.acrsync.rules.Glob;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rule;
import dev.acrsync.rules.TagPattern;
import dev.acrsync.rules.TargetRepository;
import dev.acrsync.settings.reading.AcrSyncProperties.RuleProperties;

/**
 * Reads one rule of a source.
 */
final class RuleReader {

	private final String source;

	private final int index;

	private final String key;

	private final RuleProperties properties;

	private final Set<String> configuredTargets;

	private final SettingsProblems problems;

	RuleReader(String source, int index, RuleProperties properties, Set<String> configuredTargets,
			SettingsProblems problems) {
		this.source = source;
		this.index = index;
		this.key = "acr-sync.sources." + source + ".rules[" + index + "]";
		this.properties = properties;
		this.configuredTargets = new TreeSet<>(configuredTargets);
		this.problems = problems;
	}

	Optional<Rule> read() {
		List<Glob> repositories = patterns("repositories", this.properties.repositories(), Glob::ofRepository);
		List<Glob> excludeRepositories = patterns("exclude-repositories", this.properties.excludeRepositories(),
				Glob::ofRepository);
		List<TagPattern> tags = patterns("tags", this.properties.tags(), TagPattern::parse);
		List<TagPattern> excludeTags = patterns("exclude-tags", this.properties.excludeTags(), TagPattern::parse);
		if (this.properties.repositories().isEmpty()) {
			missing("repositories", "no repositories", "[\"team/*\"]");
		}
		if (this.properties.tags().isEmpty()) {
			missing("tags", "no tags", "[\"*\"]");
		}
		List<String> targets = targets();
		ReferrerRule referrers = referrers();
		Optional<TargetRepository> targetRepository = this.problems.parse(this.key + ".target-repository",
				this.properties.targetRepository(), TargetRepository::parse);
		Backfill backfill = this.problems
			.parse(this.key + ".backfill", this.properties.backfill().strip(), Backfill::parse)
			.orElseGet(Backfill.All::new);
		if (repositories.isEmpty() || tags.isEmpty() || targets.isEmpty()) {
			return Optional.empty();
		}
		return targetRepository.flatMap(
				(template) -> this.problems.parse(this.key + ".target-repository", this.properties.targetRepository(),
						(_) -> new Rule(repositories, excludeRepositories, tags, excludeTags, template,
								this.properties.overwrite(), targets, referrers, backfill,
								this.properties.deletedAtTarget())));
	}

	private ReferrerRule referrers() {
		List<String> written = this.properties.referrers().artifactTypes();
		Set<String> artifactTypes = new TreeSet<>();
		for (int i = 0; i < written.size(); i++) {
			this.problems
				.parse(this.key + ".referrers.artifact-types[" + i + "]", written.get(i).strip(),
						ReferrerRule::artifactType)
				.ifPresent(artifactTypes::add);
		}
		return new ReferrerRule(this.properties.referrers().enabled(), artifactTypes,
				this.properties.referrers().platforms());
	}

	private void missing(String name, String what, String example) {
		this.problems.add(this.key + "." + name,
				"rule " + (this.index + 1) + " of source '" + this.source + "' has " + what,
				"Set " + this.key + "." + name + ", for example to " + example);
	}

	private <T> List<T> patterns(String name, List<String> written, Function<String, T> parser) {
		List<T> patterns = new ArrayList<>();
		for (int i = 0; i < written.size(); i++) {
			this.problems.parse(this.key + "." + name + "[" + i + "]", written.get(i).strip(), parser)
				.ifPresent(patterns::add);
		}
		return List.copyOf(patterns);
	}

	private List<String> targets() {
		List<String> named = this.properties.targets().isEmpty() ? List.copyOf(this.configuredTargets)
				: List.copyOf(new TreeSet<>(this.properties.targets()));
		for (String target : named) {
			if (!this.configuredTargets.contains(target)) {
				this.problems.add(this.key + ".targets", "there is no target '" + target + "'",
						this.configuredTargets.isEmpty() ? "Configure acr-sync.targets." + target + ".resource-id"
								: "Name some of " + String.join(", ", this.configuredTargets));
			}
		}
		return named;
	}

}
