package dev.acrsync.rules;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.image.RandomNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link GlobSyntax}.
 */
class GlobSyntaxTests {

	private static final long SEED = 20_261_123;

	private static final Pattern SUGGESTION = Pattern.compile("write '([^']+)'");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "\"\" | a repository glob is not empty: write '**' for all",
					"Contoso/POI | repository names are lower case: write 'contoso/poi'",
					"Team/* | repository names are lower case: write 'team/*'",
					"team/*** | more than two stars in a row mean nothing: write 'team/**'",
					"/team/* | a repository name has single slashes, and none at its ends: write 'team/*'",
					"team/ | a repository name has single slashes, and none at its ends: write 'team/**'",
					"team//poi | a repository name has single slashes, and none at its ends: write 'team/poi'",
					"// | a repository name has single slashes, and none at its ends: write '**'" })
	void saysWhatToWriteInsteadOfARepositoryGlob(String glob, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofRepository(glob)).withMessage(message);
		Matcher suggestion = SUGGESTION.matcher(message);
		assertThat(suggestion.find()).isTrue();
		assertThat(Glob.ofRepository(suggestion.group(1))).hasToString(suggestion.group(1));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "\"\" | a tag glob is not empty: write '*' for all",
			"v*** | more than two stars in a row mean nothing: write 'v**'",
			"v? | only '*' and '**' are wildcards, and '?' is in no name: write several globs where one does not do",
			"poi:v1 | ':' is in no tag name: write the tag alone, without registry or repository",
			"poi/v1 | '/' is in no tag name: write the tag alone, without registry or repository" })
	void saysWhatToWriteInsteadOfATagGlob(String glob, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofTag(glob)).withMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "team/?", "team/[ab]", "{a,b}", "a|b", "^team/*", "team/poi$", "(a)", "a+", "!team",
			"a\\*", "a,b" })
	void saysThatOtherWildcardsAreNone(String glob) {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofRepository(glob))
			.withMessageStartingWith("only '*' and '**' are wildcards, and '");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "poi:v1 | ':'", "https://contoso.azurecr.io/poi | ':'", "poi@sha256:abc | '@'",
					"team%2fpoi | '%'", "team poi | U+0020", "t\u0435am | U+0435", "team/\ud835\udc1a | U+1D41A" })
	void namesTheCharacterThatIsInNoRepositoryName(String glob, String character) {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofRepository(glob))
			.withMessage(character
					+ " is in no repository name: write the repository alone, without registry, tag or digest");
	}

	@Test
	void showsControlCharactersByTheirNumber() {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofRepository("team/poi\n"))
			.withMessageStartingWith("U+000A is in no repository name");
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofTag("v1\0"))
			.withMessageStartingWith("U+0000 is in no tag name");
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofTag("v\u202e1"))
			.withMessageStartingWith("U+202E is in no tag name");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".*", "team/.*", "team/-*", "*/_*", "team-/*", "team_", "a..b", "a/../b", "a___*", "*..*",
			"a.-*" })
	void refusesARepositoryGlobThatNothingCanMatch(String glob) {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofRepository(glob))
			.withMessageStartingWith("a repository name is ")
			.withMessageEndingWith(", so that nothing can match this; any run of characters is written '*'");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".*", ".*-rc.*", "-rc*", "." })
	void refusesATagGlobThatNothingCanMatch(String glob) {
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofTag(glob))
			.withMessageStartingWith("a tag is ")
			.withMessageEndingWith(", so that nothing can match this; any run of characters is written '*'");
	}

	@Test
	void refusesWhatIsLongerThanAName() {
		assertThat(Glob.ofRepository("a".repeat(254) + "*").toString()).hasSize(255);
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofRepository("a".repeat(255) + "*"))
			.withMessage("a repository glob has at most 255 characters, not 256");
		assertThat(Glob.ofTag("a".repeat(127) + "*").toString()).hasSize(128);
		assertThatIllegalArgumentException().isThrownBy(() -> Glob.ofTag("a".repeat(128) + "*"))
			.withMessage("a tag glob has at most 128 characters, not 129");
	}

	@Test
	void acceptsEveryGlobThatSomeNameMatches() {
		Random random = new Random(SEED);
		RandomNames names = new RandomNames(random);
		for (int i = 0; i < 5_000; i++) {
			String repository = names.repository().value();
			String glob = withWildcard(random, repository);
			assertThat(Glob.ofRepository(glob).matches(repository))
				.as("seed %d, round %d: '%s' and '%s'", SEED, i, glob, repository)
				.isTrue();
			String tag = names.tag().value();
			String tagGlob = withWildcard(random, tag);
			if (tagGlob.length() <= 128) {
				assertThat(Glob.ofTag(tagGlob).matches(tag))
					.as("seed %d, round %d: '%s' and '%s'", SEED, i, tagGlob, tag)
					.isTrue();
			}
		}
	}

	/** Puts two stars in the place of any run of characters, also an empty one. */
	private static String withWildcard(Random random, String name) {
		int start = random.nextInt(name.length() + 1);
		int end = random.nextInt(start, name.length() + 1);
		return name.substring(0, start) + "**" + name.substring(end);
	}

}
