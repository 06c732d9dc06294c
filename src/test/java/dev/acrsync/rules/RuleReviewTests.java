package dev.acrsync.rules;

import java.util.List;

import dev.acrsync.image.RepositoryName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules that hide one another, or write where another does.
 */
class RuleReviewTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "team/*, -, *, -, team/poi, -, v1, -, true", "team/**, -, *, -, team/web/*, -, *, -, true",
					"**, -, **, -, a/*, -, *, -, true", "team/*, -, v*, -, team/*, -, v*, -, true",
					"team/*, team/x, *, -, team/*, team/x, *, -, true",
					"team/*, team/x, *, -, team/poi, -, *, -, false", "team/*, -, *, *-rc*, team/poi, -, *, -, false",
					"team/*, -, v*, -, team/poi, -, *, -, false", "team/*, -, *, -, team/**, -, *, -, false",
					"team/**, -, *, -, team, -, *, -, false", "te*/**, -, *, -, te*/x/*, -, *, -, false" })
	void aRuleIsHiddenWhereThatIsSure(String repositories, String without, String tags, String withoutTags,
			String laterRepositories, String laterWithout, String laterTags, String laterWithoutTags, boolean hidden) {
		Rules rules = new Rules(List.of(rule(repositories, without, tags, withoutTags, "{repository}"),
				rule(laterRepositories, laterWithout, laterTags, laterWithoutTags, "{repository}")));
		assertThat(RuleReview.hiddenBy(rules, 1).isPresent()).isEqualTo(hidden);
		assertThat(RuleReview.hiddenBy(rules, 0)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "team/*, {repository}, team/**, {repository}, false, team/*",
			"team/poi, {repository}, team/*, {repository}, false, team/poi", "team/poi, all, team/web, all, true, all",
			"team/poi, {repository}, team/poi, {repository}, true, -",
			"team/poi, {repository}, team/poi, {repository}, false, team/poi",
			"team/*, {repository}, team/*, x/{repository}, false, -",
			"team/poi, x/{repository}, x/team/poi, {repository}, false, x/team/poi",
			"team/*, {repository}, other/*, {repository}, false, -" })
	void rulesCollideWhereThatCanBeTold(String repositories, String target, String others, String otherTarget,
			boolean sameSource, String repository) {
		Rule one = rule(repositories, null, "*", null, target);
		Rule other = rule(others, null, "*", null, otherTarget);
		assertThat(RuleReview.collision(one, other, sameSource).orElse(null)).isEqualTo(repository);
		assertThat(RuleReview.collision(other, one, sameSource).orElse(null)).isEqualTo(repository);
	}

	@ParameterizedTest
	@CsvSource({ "team/*, x/{repository}, x/team/a", "**, {repository}, a", "team/poi, all, all" })
	void aTargetIsNamedForARepositoryThatTheRuleMightName(String repositories, String target, String expected) {
		assertThat(RuleReview.target(rule(repositories, null, "*", null, target)))
			.contains(new RepositoryName(expected));
	}

	private static Rule rule(String repositories, String without, String tags, String withoutTags, String target) {
		TestRule rule = TestRule.of(repositories).tags(tags).into(target);
		if (without != null) {
			rule.except(without);
		}
		if (withoutTags != null) {
			rule.exceptTags(withoutTags);
		}
		return rule.rule();
	}

}
