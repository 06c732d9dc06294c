package dev.acrsync.rules;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.acrsync.image.RandomNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Glob}.
 */
class GlobTests {

	private static final long SEED = 20_261_123;

	@ParameterizedTest
	@CsvSource({ "poi, poi", "tripinsights/poi, tripinsights/poi", "*, poi", "**, poi", "**, tripinsights/poi",
			"tripinsights/*, tripinsights/poi", "*/poi, tripinsights/poi", "*/*, tripinsights/poi",
			"tripinsights/**, tripinsights/poi", "tripinsights/**, tripinsights/web/poi", "**/poi, a/poi",
			"**/poi, a/b/poi", "a/**/b, a/x/b", "a/**/b, a/x/y/b", "team**, team", "team**, team/poi",
			"team**, teams/poi", "p*i, pi", "p*i, poi", "*o*, poi", "a*b*c, abbc", "*-*-*, a-b-c-d" })
	void matches(String glob, String repository) {
		assertThat(Glob.ofRepository(glob).matches(repository)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "poi, poi2", "poi, apoi", "poi, a/poi", "poi, poi/a", "*, tripinsights/poi",
			"tripinsights/*, tripinsights", "tripinsights/*, tripinsights/web/poi",
			"tripinsights/*, mytripinsights/poi", "*/poi, poi", "*/poi, a/b/poi", "**/poi, poi", "**/poi, a/mypoi",
			"tripinsights/**, tripinsights", "tripinsights/**, tripinsights2/poi", "a/**/b, a/b", "a.b, axb",
			"a-b, ab" })
	void doesNotMatch(String glob, String repository) {
		assertThat(Glob.ofRepository(glob).matches(repository)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "*, v1, true", "**, v1, true", "v1, v1, true", "v1, V1, false", "V*, V1, true", "V*, v1, false",
			"*-rc*, 1.0-rc.1, true", "*-rc*, 1.0-rc, true", "*-rc*, 1.0, false", "1.*, 1.0, true", "1.*, 10, false",
			"1.*, 11.0, false", "*.*.*, 1.2, false", "_*, _x, true" })
	void matchesTagsWithTheirCase(String glob, String tag, boolean matches) {
		assertThat(Glob.ofTag(glob).matches(tag)).isEqualTo(matches);
	}

	@Test
	void agreesWithARegularExpressionWhateverTheGlobAndTheName() {
		Random random = new Random(SEED);
		int matches = 0;
		for (int i = 0; i < 50_000; i++) {
			Glob glob = randomGlob(random);
			String name = text(random, List.of("a", "b", "/"), random.nextInt(10));
			boolean expected = expression(glob).matcher(name).matches();
			assertThat(glob.matches(name)).as("seed %d, round %d: '%s' and '%s'", SEED, i, glob, name)
				.isEqualTo(expected);
			matches += expected ? 1 : 0;
		}
		assertThat(matches).as("rounds in which something matched").isBetween(5_000, 45_000);
	}

	@Test
	void matchesNoLongerNameUnlessItEndsInAWildcard() {
		Random random = new Random(SEED);
		RandomNames names = new RandomNames(random);
		for (int i = 0; i < 5_000; i++) {
			String name = names.repository().value();
			String inner = withStars(random, name);
			Glob glob = Glob.ofRepository(name.charAt(0) + inner + name.charAt(name.length() - 1));
			String matching = name.charAt(0) + name + name.charAt(name.length() - 1);
			String description = "seed %d, round %d: '%s' and '%s'".formatted(SEED, i, glob, matching);
			assertThat(glob.matches(matching)).as(description).isTrue();
			assertThat(glob.matches("!" + matching)).as(description).isFalse();
			assertThat(glob.matches(matching + "!")).as(description).isFalse();
			assertThat(glob.matches("evil/" + matching)).as(description).isFalse();
			assertThat(glob.matches(matching + "\n")).as(description).isFalse();
		}
	}

	@Test
	void matchesOnlyItselfWithoutAWildcard() {
		RandomNames names = new RandomNames(new Random(SEED));
		for (int i = 0; i < 5_000; i++) {
			String name = names.repository().value();
			String other = names.repository().value();
			Glob glob = Glob.ofRepository(name);
			assertThat(glob.isLiteral()).isTrue();
			assertThat(glob.matches(name)).as("seed %d, round %d: '%s'", SEED, i, name).isTrue();
			assertThat(glob.matches(other)).as("seed %d, round %d: '%s' and '%s'", SEED, i, name, other)
				.isEqualTo(name.equals(other));
		}
		assertThat(Glob.ofRepository("a*").isLiteral()).isFalse();
	}

	@Test
	void matchesEveryNameWithTwoStarsAndTheOnesOfOneSegmentWithOne() {
		RandomNames names = new RandomNames(new Random(SEED));
		for (int i = 0; i < 5_000; i++) {
			String repository = names.repository().value();
			String tag = names.tag().value();
			assertThat(Glob.ofRepository("**").matches(repository)).isTrue();
			assertThat(Glob.ofRepository("*").matches(repository)).isEqualTo(!repository.contains("/"));
			assertThat(Glob.ofTag("*").matches(tag)).isTrue();
		}
	}

	@Test
	@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void answersInLinearTimeWhereBacktrackingWouldNotEnd() {
		String name = "a".repeat(255);
		String segments = "a/".repeat(127) + "a";
		for (int i = 0; i < 50; i++) {
			assertThat(Glob.ofRepository("a*".repeat(127) + "b").matches(name)).isFalse();
			assertThat(Glob.ofRepository("a**".repeat(84) + "b").matches(name)).isFalse();
			assertThat(Glob.ofRepository("a*a**".repeat(50) + "b").matches(name)).isFalse();
			assertThat(Glob.ofRepository("**a*/".repeat(50) + "b").matches(segments)).isFalse();
			assertThat(Glob.ofRepository("*a".repeat(127) + "*").matches(name)).isTrue();
			assertThat(Glob.ofRepository("**" + "a".repeat(127) + "**b").matches(name)).isFalse();
			assertThat(Glob.ofTag("*a".repeat(63) + "*b").matches("a".repeat(128))).isFalse();
		}
	}

	@Test
	void showsWhatWasWritten() {
		assertThat(Glob.ofRepository("team/**")).hasToString("team/**");
	}

	private static Glob randomGlob(Random random) {
		while (true) {
			String glob = text(random, List.of("a", "b", "/", "*", "**"), random.nextInt(1, 8));
			if (!glob.contains("***") && !glob.contains("//") && !glob.startsWith("/") && !glob.endsWith("/")) {
				return Glob.ofRepository(glob);
			}
		}
	}

	private static Pattern expression(Glob glob) {
		return Pattern.compile(glob.toString().replace("**", "ANY").replace("*", "[^/]*").replace("ANY", ".*"));
	}

	/** Puts a star in the place of some letters and digits. */
	private static String withStars(Random random, String name) {
		return name.chars()
			.mapToObj(Character::toString)
			.map((it) -> (Character.isLetterOrDigit(it.charAt(0)) && random.nextInt(4) == 0) ? "*" : it)
			.collect(Collectors.joining())
			.replaceAll("\\*+", "*");
	}

	private static String text(Random random, List<String> alphabet, int length) {
		return random.ints(length, 0, alphabet.size()).mapToObj(alphabet::get).collect(Collectors.joining());
	}

}
