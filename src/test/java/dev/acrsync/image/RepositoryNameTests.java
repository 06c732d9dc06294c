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
 * Tests for {@link RepositoryName}.
 */
class RepositoryNameTests {

	private static final long SEED = 20_261_123;

	static final List<String> OUTSIDE_THE_ALPHABET = Corruptions.CHARACTERS;

	@ParameterizedTest
	@ValueSource(strings = { "a", "0", "poi", "tripinsights/poi", "a/b/c/d/e", "a.b", "a_b", "a__b", "a-b", "a--b",
			"a-----b", "a.b_c__d-e/f.g", "contoso.azurecr.io/poi", "library/node-18.04_lts" })
	void acceptsWhatTheGrammarAllows(String name) {
		assertThat(new RepositoryName(name).value()).isEqualTo(name);
		assertThat(new RepositoryName(name)).hasToString(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", "a..b", "a.",
			".a", "_a", "a_", "-a", "a-", "a___b", "a._b", "a-_b", "a.-b", "a/-b", "a-/b", "A", "tripInsights/poi",
			"poi:v1", "poi@sha256", "a%2fb", "a\\b", "a b" })
	void refusesWhatTheGrammarDoesNotAllow(String name) {
		assertRefused(name);
	}

	@ParameterizedTest
	@FieldSource("OUTSIDE_THE_ALPHABET")
	void refusesACharacterOutsideTheAlphabetAtTheBeginningWithinAndAtTheEnd(String character) {
		assertRefused(character + "team/poi");
		assertRefused("team" + character + "poi");
		assertRefused("team/poi" + character);
	}

	@Test
	void accepts255CharactersAndRefuses256() {
		String name = "a".repeat(127) + "/" + "b".repeat(127);
		assertThat(new RepositoryName(name).value()).hasSize(255);
		assertRefused(name + "b");
	}

	@Test
	void acceptsEveryNameThatTheGrammarGives() {
		RandomNames names = new RandomNames(new Random(SEED));
		for (int i = 0; i < 5_000; i++) {
			String name = names.repositoryText();
			assertThat(new RepositoryName(name).value()).as("seed %d, round %d", SEED, i).isEqualTo(name);
		}
	}

	@Test
	void refusesEveryNameWithOneCharacterOutsideTheAlphabet() {
		Random random = new Random(SEED);
		RandomNames names = new RandomNames(random);
		Corruptions corruptions = new Corruptions(random);
		for (int i = 0; i < 100; i++) {
			String name = names.repositoryText();
			for (String character : Corruptions.CHARACTERS) {
				assertRefused(corruptions.insert(character, name));
				assertRefused(corruptions.replace(character, name));
			}
		}
	}

	@Test
	@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void answersAtOnceWhateverItIsGiven() {
		for (String part : List.of("a", "a-", "a_", "a.", "a/", "-", "a__")) {
			assertRefused(part.repeat(255 / part.length()) + "!");
			assertRefused(part.repeat(250 / part.length()) + "!");
			assertRefused(part.repeat(1_000_000));
		}
	}

	@Test
	void doesNotRepeatWhatItRefuses() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RepositoryName("<script>"))
			.withMessage("a repository name is " + RepositoryName.GRAMMAR);
	}

	private static void assertRefused(String name) {
		assertThatIllegalArgumentException().as("seed %d, '%.300s'", SEED, name)
			.isThrownBy(() -> new RepositoryName(name));
	}

}
