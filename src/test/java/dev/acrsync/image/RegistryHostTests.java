package dev.acrsync.image;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RegistryHost}.
 */
class RegistryHostTests {

	static final List<String> OUTSIDE_THE_ALPHABET = Corruptions.CHARACTERS;

	@ParameterizedTest
	@ValueSource(strings = { "contoso.azurecr.io", "contoso-a1b2c3d4.azurecr.io", "contoso.westeurope.geo.azurecr.io",
			"contoso.azurecr.cn", "localhost", "localhost:5000", "127.0.0.1:65535", "a", "1--2.io",
			"xn--bcher-kva.io" })
	void acceptsHosts(String host) {
		assertThat(new RegistryHost(host).value()).isEqualTo(host);
		assertThat(new RegistryHost(host)).hasToString(host);
	}

	@ParameterizedTest
	@CsvSource({ "CONTOSO.azurecr.IO, contoso.azurecr.io", "contoso.azurecr.io:443, contoso.azurecr.io",
			"Contoso.azurecr.io:443, contoso.azurecr.io", "contoso.azurecr.io:8443, contoso.azurecr.io:8443",
			"contoso.azurecr.io:4430, contoso.azurecr.io:4430", "localhost:80, localhost:80" })
	void isTheSameHostInAnyCaseAndWithTheUsualPort(String written, String host) {
		assertThat(new RegistryHost(written)).isEqualTo(new RegistryHost(host)).hasToString(host);
		assertThat(new RegistryHost(new RegistryHost(written).value())).isEqualTo(new RegistryHost(written));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "contoso.azurecr.io.", ".azurecr.io", "contoso..io", "-contoso.io", "contoso-.io",
			"contoso.-io", "contoso_1.io", "https://contoso.azurecr.io", "contoso.azurecr.io/",
			"contoso.azurecr.io/poi", "user@contoso.azurecr.io", "[::1]", "::1", "contoso.io:", "contoso.io:0",
			"contoso.io:0443", "contoso.io:65536", "contoso.io:99999", "contoso.io:100000", "contoso.io:+443",
			"contoso.io:443:443", "contoso.io:\u0664\u0664\u0663" })
	void refusesWhatIsNoHost(String host) {
		assertRefused(host);
	}

	@ParameterizedTest
	@FieldSource("OUTSIDE_THE_ALPHABET")
	void refusesACharacterOutsideTheAlphabetAtTheBeginningWithinAndAtTheEnd(String character) {
		assertRefused(character + "contoso.azurecr.io");
		assertRefused("con" + character + "toso.azurecr.io");
		assertRefused("contoso.azurecr.io" + character);
	}

	@Test
	void refusesTheKelvinSignWhoseLowerCaseIsAPlainLetter() {
		assertRefused("\u212aontoso.azurecr.io");
	}

	@Test
	void accepts63CharactersInALabelAnd255InAll() {
		assertThat(new RegistryHost("a".repeat(63) + ".io").value()).hasSize(66);
		assertRefused("a".repeat(64) + ".io");
		String host = "a".repeat(63) + ("." + "b".repeat(63)).repeat(3);
		assertThat(new RegistryHost(host).value()).hasSize(255);
		assertRefused("a." + "a.".repeat(126) + "aa");
	}

	@Test
	@Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void answersAtOnceWhateverItIsGiven() {
		for (String part : List.of("a", "a-", "a.", "-", "a--.", "aa.")) {
			assertRefused(part.repeat(250 / part.length()) + "!");
			assertRefused(part.repeat(1_000_000));
		}
	}

	private static void assertRefused(String host) {
		assertThatIllegalArgumentException().as("'%.300s'", host)
			.isThrownBy(() -> new RegistryHost(host))
			.withMessage("a registry is " + RegistryHost.GRAMMAR);
	}

}
