package dev.acrsync.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RandomNames;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Rules} and {@link Rule}.
 */
class RulesTests {

	private static final long SEED = 20_261_123;

	private static final RepositoryName POI = new RepositoryName("tripinsights/poi");

	private static final Tag V1 = new Tag("v1");

	private static final List<String> REPOSITORY_GLOBS = List.of("**", "*", "a/*", "*/b", "a/**", "**/c", "a", "b*",
			"a/b/c", "*/*");

	private static final List<String> REPOSITORIES = List.of("a", "b", "c", "a/b", "a/c", "b/b", "a/b/c", "bc",
			"c/c/c");

	private static final List<String> TAG_GLOBS = List.of("*", "v*", "v1", "*-rc*", "latest", "*1");

	private static final List<String> TAGS = List.of("v1", "v2", "v1-rc1", "latest", "x", "V1");

	@Test
	void letsInWhatARuleNamesAndSendsItToEachTargetInOrder() {
		Rule rule = TestRule.of("tripinsights/*")
			.into("vendors/contoso/{repository}")
			.overwrite(Overwrite.NEVER)
			.targets("prod", "test")
			.rule();
		RepositoryName mapped = new RepositoryName("vendors/contoso/tripinsights/poi");
		assertThat(new Rules(List.of(rule)).decide(POI, V1)).isEqualTo(new Decision.Allowed(0, List
			.of(new Destination("prod", mapped, Overwrite.NEVER), new Destination("test", mapped, Overwrite.NEVER))));
	}

	/**
	 * It is written down: no start of the service may change it.
	 */
	@Test
	void isToldFromRulesThatDecideOtherwise() {
		Rule rule = TestRule.of("tripinsights/*").referrers(new ReferrerRule(true, Set.of("a/b", "c/d"))).rule();
		assertThat(new Rules(List.of(rule)).reference(0)).hasToString("dd12777717f1:0");
		Rule other = TestRule.of("tripinsights/*").referrers(new ReferrerRule(true, Set.of("a/b"))).rule();
		assertThat(new Rules(List.of(other)).fingerprint()).isNotEqualTo(new Rules(List.of(rule)).fingerprint());
	}

	@Test
	void keepsOutEverythingWithoutARule() {
		assertThat(new Rules(List.of()).decide(POI, V1)).isEqualTo(new Decision.RepositoryNotAllowed());
	}

	@Test
	void keepsOutARepositoryThatNoRuleNames() {
		Rules rules = new Rules(List.of(rule("a/*", "*", "first"), rule("b", "*", "second")));
		assertThat(rules.decide(POI, V1)).isEqualTo(new Decision.RepositoryNotAllowed());
	}

	@Test
	void keepsOutATagThatNoRuleOfItsRepositoryNames() {
		Rules rules = new Rules(List.of(rule("tripinsights/*", "v2", "first"), rule("other", "v1", "second")));
		assertThat(rules.decide(POI, V1)).isEqualTo(new Decision.TagNotAllowed());
	}

	@Test
	void keepsOutAnExcludedRepositoryAsIfNoRuleNamedIt() {
		Rules rules = TestRule.of("tripinsights/*").except("*/poi").rules();
		assertThat(rules.decide(POI, V1)).isEqualTo(new Decision.RepositoryNotAllowed());
		assertThat(rules.decide(new RepositoryName("tripinsights/web"), V1)).isInstanceOf(Decision.Allowed.class);
	}

	@Test
	void keepsOutAnExcludedTag() {
		Rules rules = TestRule.of("**").exceptTags("*-rc*", "dev").rules();
		assertThat(rules.decide(POI, new Tag("1.0-rc.1"))).isEqualTo(new Decision.TagNotAllowed());
		assertThat(rules.decide(POI, new Tag("dev"))).isEqualTo(new Decision.TagNotAllowed());
		assertThat(rules.decide(POI, V1)).isInstanceOf(Decision.Allowed.class);
	}

	@Test
	void asksTheNextRuleWhereTheFirstExcludes() {
		Rule first = TestRule.of("**").except("tripinsights/*").targets("first").rule();
		assertThat(targets(new Rules(List.of(first, rule("**", "*", "second"))).decide(POI, V1)))
			.containsExactly("second");
	}

	@Test
	void letsTheFirstRuleThatNamesBothDecide() {
		Rule narrow = rule("tripinsights/poi", "v1", "narrow");
		Rule wide = rule("**", "*", "wide");
		assertThat(targets(new Rules(List.of(narrow, wide)).decide(POI, V1))).containsExactly("narrow");
		assertThat(targets(new Rules(List.of(wide, narrow)).decide(POI, V1))).containsExactly("wide");
		assertThat(targets(new Rules(List.of(narrow, wide)).decide(POI, new Tag("v2")))).containsExactly("wide");
	}

	@Test
	void saysThatTheNameAtTheTargetIsTooLongAndDoesNotAskTheNextRule() {
		Rule first = TestRule.of("**").into("vendors/{repository}").rule();
		Rules rules = new Rules(List.of(first, rule("**", "*", "second")));
		assertThat(rules.decide(new RepositoryName("a".repeat(247)), V1)).isInstanceOf(Decision.Allowed.class);
		assertThat(rules.decide(new RepositoryName("a".repeat(248)), V1))
			.isEqualTo(new Decision.TargetTooLong(first.targetRepository()));
	}

	@Test
	void sendsToATargetOnceThatIsNamedTwice() {
		Rule rule = TestRule.of("**").overwrite(Overwrite.NEVER).targets("prod", "test", "prod").rule();
		assertThat(targets(new Rules(List.of(rule)).decide(POI, V1))).containsExactly("prod", "test");
	}

	@Test
	void refusesARuleThatLetsNothingIn() {
		assertThatIllegalArgumentException().isThrownBy(() -> TestRule.of().rule())
			.withMessage("a rule names at least one repository");
		assertThatIllegalArgumentException().isThrownBy(() -> TestRule.of("*").tags().rule())
			.withMessage("a rule names at least one tag");
		assertThatIllegalArgumentException().isThrownBy(() -> TestRule.of("*").targets().rule())
			.withMessage("a rule names at least one target");
	}

	@Test
	void takesAFixedNameForASingleRepositoryOnly() {
		String fixed = "vendors/poi";
		Rule rule = TestRule.of("tripinsights/poi").into(fixed).overwrite(Overwrite.NEVER).rule();
		assertThat(new Rules(List.of(rule)).decide(POI, V1)).isEqualTo(new Decision.Allowed(0,
				List.of(new Destination("prod", new RepositoryName("vendors/poi"), Overwrite.NEVER))));
		for (String[] several : List.of(new String[] { "tripinsights/*" }, new String[] { "a", "b" },
				new String[] { "**" })) {
			assertThatIllegalArgumentException().isThrownBy(() -> TestRule.of(several).into(fixed).rule())
				.withMessage("without {repository} all repositories of the rule would become one: "
						+ "write 'vendors/poi/{repository}', or a rule for each repository");
		}
	}

	@Test
	void decidesAsTheFirstRuleThatDoesAlone() {
		Random random = new Random(SEED);
		for (int i = 0; i < 5_000; i++) {
			List<Rule> rules = randomRules(random);
			RepositoryName repository = new RepositoryName(one(random, REPOSITORIES));
			Tag tag = new Tag(one(random, TAGS));
			List<Decision> alone = IntStream.range(0, rules.size())
				.mapToObj((index) -> at(index, new Rules(List.of(rules.get(index))).decide(repository, tag)))
				.toList();
			Decision expected = alone.stream()
				.filter(Decision.Allowed.class::isInstance)
				.findFirst()
				.orElse(alone.contains(new Decision.TagNotAllowed()) ? new Decision.TagNotAllowed()
						: new Decision.RepositoryNotAllowed());
			assertThat(new Rules(rules).decide(repository, tag))
				.as("seed %d, round %d: %s:%s by %s", SEED, i, repository, tag, rules)
				.isEqualTo(expected);
		}
	}

	@Test
	void letsNothingInOrKeepsNothingOutBecauseOfTheOrderOfRulesOrGlobs() {
		Random random = new Random(SEED);
		for (int i = 0; i < 5_000; i++) {
			List<Rule> rules = randomRules(random);
			List<Rule> shuffled = new ArrayList<>(rules.stream()
				.map((rule) -> new Rule(rule.repositories().reversed(), rule.excludeRepositories().reversed(),
						rule.tags().reversed(), rule.excludeTags().reversed(), rule.targetRepository(),
						rule.overwrite(), rule.targets(), ReferrerRule.ALL, new Backfill.All(),
						DeletedAtTarget.RESTORE))
				.toList());
			Collections.shuffle(shuffled, random);
			RepositoryName repository = new RepositoryName(one(random, REPOSITORIES));
			Tag tag = new Tag(one(random, TAGS));
			assertThat(new Rules(shuffled).decide(repository, tag))
				.as("seed %d, round %d: %s:%s by %s", SEED, i, repository, tag, rules)
				.hasSameClassAs(new Rules(rules).decide(repository, tag));
		}
	}

	@Test
	void neverLetsInWhatTheOnlyRuleExcludes() {
		Random random = new Random(SEED);
		int excluded = 0;
		for (int i = 0; i < 5_000; i++) {
			Rule rule = randomRule(random, "prod");
			String repository = one(random, REPOSITORIES);
			String tag = one(random, TAGS);
			Decision decision = new Rules(List.of(rule)).decide(new RepositoryName(repository), new Tag(tag));
			if (rule.excludeRepositories().stream().anyMatch((glob) -> glob.matches(repository))) {
				excluded++;
				assertThat(decision).as("seed %d, round %d: %s by %s", SEED, i, repository, rule)
					.isEqualTo(new Decision.RepositoryNotAllowed());
			}
			else if (rule.excludeTags().stream().anyMatch((glob) -> glob.matches(new Tag(tag)))) {
				excluded++;
				assertThat(decision).as("seed %d, round %d: %s:%s by %s", SEED, i, repository, tag, rule)
					.isNotInstanceOf(Decision.Allowed.class);
			}
		}
		assertThat(excluded).isBetween(500, 4_500);
	}

	@Test
	void answersForEveryImage() {
		Random random = new Random(SEED);
		RandomNames names = new RandomNames(random);
		String longest = "vendors/" + "a".repeat(220) + "/{repository}";
		for (int i = 0; i < 5_000; i++) {
			List<Rule> rules = new ArrayList<>(randomRules(random));
			rules.add(TestRule.of("**").into(longest).overwrite(Overwrite.NEVER).targets("last").rule());
			RepositoryName repository = names.repository();
			Tag tag = names.tag();
			assertThat(new Rules(rules).decide(repository, tag))
				.as("seed %d, round %d: %s:%s by %s", SEED, i, repository, tag, rules)
				.isInstanceOfAny(Decision.Allowed.class, Decision.TargetTooLong.class);
		}
	}

	private static Decision at(int index, Decision alone) {
		return (alone instanceof Decision.Allowed(var _, var destinations)) ? new Decision.Allowed(index, destinations)
				: alone;
	}

	@Test
	void letsInWhatBelongsToAnImageThoughNoRuleNamesItsTag() {
		Rules rules = new Rules(List.of(rule("tripinsights/*", "v*", "first"),
				rule("tripinsights/poi", "dev", "second"), rule("other", "*", "third")));
		for (Tag tag : referrerTags()) {
			assertThat(targets(rules.decide(POI, tag))).as("%s goes wherever images of its repository go", tag)
				.containsExactly("first", "second");
			assertThat(rules.isOnlyFor(POI, ReferrerTag.of(tag).orElseThrow())).isTrue();
		}
		assertThat(rules.decide(POI, new Tag("sha256-short.sig"))).isEqualTo(new Decision.TagNotAllowed());
		assertThat(rules.decide(new RepositoryName("web"), referrerTags().getFirst()))
			.isEqualTo(new Decision.RepositoryNotAllowed());
	}

	@Test
	void leavesATagThatARuleNamesToThatRule() {
		Rules rules = new Rules(List.of(rule("**", "v*", "first"), rule("**", "*", "second")));
		for (Tag tag : referrerTags()) {
			assertThat(targets(rules.decide(POI, tag))).containsExactly("second");
			assertThat(rules.isOnlyFor(POI, ReferrerTag.of(tag).orElseThrow())).isFalse();
		}
	}

	@Test
	void sendsWhatBelongsToAnImageToATargetRepositoryOnce() {
		Rule never = TestRule.of("**").tags("v*").overwrite(Overwrite.NEVER).rule();
		Rules rules = new Rules(List.of(never, rule("**", "dev", "prod")));
		assertThat(rules.decide(POI, referrerTags().getFirst()))
			.isEqualTo(new Decision.Allowed(0, List.of(new Destination("prod", POI, Overwrite.NEVER))));
	}

	@Test
	void bringsAlongOnlyTheNamedArtifactTypes() {
		Rules rules = new Rules(List
			.of(bringing(new ReferrerRule(true, Set.of("application/vnd.dev.cosign.artifact.sig.v1+json")), "v*")));
		assertThat(referrerTags()).filteredOn((tag) -> rules.decide(POI, tag) instanceof Decision.Allowed)
			.extracting(Tag::value)
			.containsExactly("sha256-" + "a".repeat(64) + ".sig");
	}

	@Test
	void saysWhatComesAlongByTheRuleThatLetsTheImageIn() {
		ReferrerRule signatures = new ReferrerRule(true, Set.of("application/vnd.cncf.notary.signature"));
		Rules rules = new Rules(List.of(bringing(signatures, "v*"), bringing(ReferrerRule.NONE, "dev")));
		assertThat(rules.referrers(POI, V1)).isEqualTo(signatures);
		assertThat(rules.referrers(POI, new Tag("dev"))).isEqualTo(ReferrerRule.NONE);
		assertThat(rules.referrers(POI, new Tag("latest"))).isEqualTo(ReferrerRule.NONE);
		assertThat(new Rules(List.of(rule("**", "*", "prod"))).referrers(POI, referrerTags().getFirst()))
			.as("what itself belongs to an image")
			.isEqualTo(ReferrerRule.NONE);
	}

	@Test
	void bringsAlongWhatItDoesToWhereImagesGoAndNowhereElse() {
		Random random = new Random(SEED);
		int allowed = 0;
		for (int i = 0; i < 5_000; i++) {
			List<Rule> rules = randomRules(random).stream()
				.map((rule) -> new Rule(rule.repositories(), rule.excludeRepositories(), rule.tags(),
						rule.excludeTags(), rule.targetRepository(), rule.overwrite(), rule.targets(),
						random.nextBoolean() ? ReferrerRule.ALL : ReferrerRule.NONE, new Backfill.All(),
						DeletedAtTarget.RESTORE))
				.toList();
			RepositoryName repository = new RepositoryName(one(random, REPOSITORIES));
			Tag tag = referrerTags().get(random.nextInt(4));
			Rules all = new Rules(rules);
			if (!all.isOnlyFor(repository, ReferrerTag.of(tag).orElseThrow())) {
				continue;
			}
			List<String> expected = rules.stream()
				.filter((rule) -> rule.names(repository) && rule.referrers().enabled()
						&& rule.excludeTags().stream().noneMatch((glob) -> glob.matches(tag)))
				.flatMap((rule) -> rule.targets().stream())
				.toList();
			allowed += expected.isEmpty() ? 0 : 1;
			assertThat(targets(all.decide(repository, tag)))
				.as("seed %d, round %d: %s:%s by %s", SEED, i, repository, tag, rules)
				.isEqualTo(expected);
		}
		assertThat(allowed).isGreaterThan(200);
	}

	private static List<Tag> referrerTags() {
		return Stream.of(".sig", ".att", ".sbom", "")
			.map((suffix) -> new Tag("sha256-" + "a".repeat(64) + suffix))
			.toList();
	}

	private static Rule bringing(ReferrerRule referrers, String tag) {
		return TestRule.of("**").tags(tag).referrers(referrers).rule();
	}

	private static List<String> targets(Decision decision) {
		return (decision instanceof Decision.Allowed(var _, var destinations))
				? destinations.stream().map(Destination::target).toList() : List.of();
	}

	private static Rule rule(String repository, String tag, String target) {
		return TestRule.of(repository).tags(tag).targets(target).rule();
	}

	private static List<Rule> randomRules(Random random) {
		return IntStream.range(0, random.nextInt(5)).mapToObj((i) -> randomRule(random, "target-" + i)).toList();
	}

	private static Rule randomRule(Random random, String target) {
		return TestRule.of(some(random, REPOSITORY_GLOBS, 1))
			.except(some(random, REPOSITORY_GLOBS, 0))
			.tags(some(random, TAG_GLOBS, 1))
			.exceptTags(some(random, TAG_GLOBS, 0))
			.targets(target)
			.rule();
	}

	private static String[] some(Random random, List<String> values, int least) {
		return IntStream.range(0, random.nextInt(least, least + 2))
			.mapToObj((_) -> one(random, values))
			.toArray(String[]::new);
	}

	private static String one(Random random, List<String> values) {
		return values.get(random.nextInt(values.size()));
	}

}
