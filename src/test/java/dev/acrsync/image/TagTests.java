package dev.acrsync.image;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Tag}.
 */
class TagTests {

	private static final long SEED = 20_261_123;

	static final List<String> OUTSIDE_THE_ALPHABET = Corruptions.CHARACTERS;

	@ParameterizedTest
	@ValueSource(strings = { "v1", "latest", "1", "_", "__", "_.-", "1.0.0-rc.1", "V1", "Release_2026-11", "a..b", "a.",
			"a-", "sha256-abc.sig" })
	void acceptsWhatTheGrammarAllows(String tag) {
		assertThat(new Tag(tag).value()).isEqualTo(tag);
		assertThat(new Tag(tag)).hasToString(tag);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", ".v1", "-v1", "a/b", "../v1", "v1:v2", "v1@sha256", "v 1" })
	void refusesWhatTheGrammarDoesNotAllow(String tag) {
		assertRefused(tag);
	}

	@ParameterizedTest
	@FieldSource("OUTSIDE_THE_ALPHABET")
	void refusesACharacterOutsideTheAlphabetAtTheBeginningWithinAndAtTheEnd(String character) {
		assertRefused(character + "v1");
		assertRefused("v" + character + "1");
		assertRefused("v1" + character);
	}

	@Test
	void accepts128CharactersAndRefuses129() {
		assertThat(new Tag("a".repeat(128)).value()).hasSize(128);
		assertRefused("a".repeat(129));
	}

	@Test
	void keepsTheCaseOfLetters() {
		assertThat(new Tag("V1")).isNotEqualTo(new Tag("v1"));
	}

	@Test
	void acceptsEveryTagThatTheGrammarGives() {
		RandomNames names = new RandomNames(new Random(SEED));
		for (int i = 0; i < 5_000; i++) {
			String tag = names.tagText();
			assertThat(new Tag(tag).value()).as("seed %d, round %d", SEED, i).isEqualTo(tag);
		}
	}

	@Test
	void refusesEveryTagWithOneCharacterOutsideTheAlphabet() {
		Random random = new Random(SEED);
		RandomNames names = new RandomNames(random);
		Corruptions corruptions = new Corruptions(random);
		for (int i = 0; i < 100; i++) {
			String tag = names.tagText();
			String shortTag = tag.substring(0, Math.min(tag.length(), 64));
			for (String character : Corruptions.CHARACTERS) {
				assertRefused(corruptions.insert(character, shortTag));
				assertRefused(corruptions.replace(character, tag));
			}
		}
	}

	@Test
	@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void answersAtOnceWhateverItIsGiven() {
		for (String part : List.of("a", "a.", "a-", "_", "-")) {
			assertRefused(part.repeat(1_000_000));
		}
	}

	private static void assertRefused(String tag) {
		assertThatIllegalArgumentException().as("seed %d, '%.300s'", SEED, tag).isThrownBy(() -> new Tag(tag));
	}

}
