package dev.acrsync.image;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Digest}.
 */
class DigestTests {

	private static final String SHA_256 = "sha256:" + "0123456789abcdef".repeat(4);

	private static final String SHA_512 = "sha512:" + "0123456789abcdef".repeat(8);

	static final List<String> OUTSIDE_THE_ALPHABET = Corruptions.CHARACTERS;

	static final List<String> REGISTERED = List.of(SHA_256, SHA_512);

	@ParameterizedTest
	@FieldSource("REGISTERED")
	void acceptsRegisteredAlgorithms(String digest) {
		assertThat(new Digest(digest).value()).isEqualTo(digest);
		assertThat(new Digest(digest)).hasToString(digest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "sha256:", "sha256:abc", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
			"md5:d41d8cd98f00b204e9800998ecf8427e", "SHA256:0123", "latest" })
	void refusesAnythingElse(String digest) {
		assertRefused(digest);
	}

	@Test
	void refusesADigitTooFewOrTooManyOrTheLengthOfTheOtherAlgorithm() {
		assertRefused(SHA_256.substring(0, SHA_256.length() - 1));
		assertRefused(SHA_256 + "0");
		assertRefused(SHA_512.substring(0, SHA_512.length() - 1));
		assertRefused(SHA_512 + "0");
		assertRefused(SHA_256.replace("sha256", "sha512"));
		assertRefused(SHA_512.replace("sha512", "sha256"));
	}

	@Test
	void refusesUpperCaseWhichWouldCompareAsAnotherDigest() {
		assertRefused(SHA_256.replace('a', 'A'));
		assertRefused(SHA_256.replace("sha", "SHA"));
	}

	@Test
	void refusesTwoAlgorithmsOrTwoDigests() {
		assertRefused("sha256:" + SHA_256);
		assertRefused(SHA_256 + SHA_256);
		assertRefused(SHA_256 + "," + SHA_256);
	}

	@ParameterizedTest
	@FieldSource("OUTSIDE_THE_ALPHABET")
	void refusesACharacterOutsideTheAlphabetWhereverItStands(String character) {
		assertRefused(character + SHA_256);
		assertRefused(SHA_256 + character);
		for (int i = 0; i < SHA_256.length(); i++) {
			if (i != "sha256".length() || !":".equals(character)) {
				assertRefused(SHA_256.substring(0, i) + character + SHA_256.substring(i + 1));
			}
		}
	}

	private static void assertRefused(String digest) {
		assertThatIllegalArgumentException().as("'%s'", digest)
			.isThrownBy(() -> new Digest(digest))
			.withMessage("a digest is " + Digest.GRAMMAR);
	}

}
