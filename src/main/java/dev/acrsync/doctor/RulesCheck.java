package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

import dev.acrsync.rules.Rule;
import dev.acrsync.rules.RuleReview;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Checks that rules do not stand in each other's way.
 */
final class RulesCheck {

	private final Settings settings;

	RulesCheck(Settings settings) {
		this.settings = settings;
	}

	List<Finding> look() {
		List<NumberedRule> rules = new TreeMap<>(this.settings.sources()).values()
			.stream()
			.flatMap((source) -> NumberedRule.of(source).stream())
			.toList();
		List<Finding> findings = new ArrayList<>();
		for (int i = 0; i < rules.size(); i++) {
			NumberedRule rule = rules.get(i);
			RuleReview.hiddenBy(rule.source().rules(), rule.index())
				.map((earlier) -> Finding.warning(rule.key(),
						"This rule never decides: rules[%d] names all that it names".formatted(earlier),
						"Put it before rules[%d], or remove it".formatted(earlier)))
				.ifPresent(findings::add);
			for (NumberedRule other : rules.subList(i + 1, rules.size())) {
				collision(rule, other).ifPresent(findings::add);
			}
		}
		return findings.isEmpty()
				? List.of(Finding.ok("rules", "None is hidden by another, or writes where another does")) : findings;
	}

	private static Optional<Finding> collision(NumberedRule rule, NumberedRule other) {
		boolean sameSource = rule.source().name().equals(other.source().name());
		return RuleReview.collision(rule.rule(), other.rule(), sameSource)
			.map((repository) -> Finding.warning(other.key(),
					"It brings images to '%s', where %s brings others: a tag of both stays with the one that made it first"
						.formatted(repository, rule.key()),
					"Set %s.target-repository, for example to vendors/%s/{repository}".formatted(other.key(),
							other.source().name().toLowerCase(Locale.ROOT))));
	}

	private record NumberedRule(Source source, int index, Rule rule) {

		static List<NumberedRule> of(Source source) {
			List<NumberedRule> rules = new ArrayList<>();
			for (Rule rule : source.rules().rules()) {
				rules.add(new NumberedRule(source, rules.size(), rule));
			}
			return rules;
		}

		String key() {
			return "acr-sync.sources." + this.source.name() + ".rules[" + this.index + "]";
		}

	}

}
