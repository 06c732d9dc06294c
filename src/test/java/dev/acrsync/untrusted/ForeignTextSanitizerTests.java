package dev.acrsync.untrusted;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.EntraToken;
import dev.acrsync.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ForeignTextSanitizer}.
 */
class ForeignTextSanitizerTests {

	private static final String PASSWORD = "a\"b\\c/d+e f=g%hé";

	private static final String PAIR = "reader:" + PASSWORD;

	private final ForeignTextSanitizer text = ForeignTextSanitizer
		.hiding(() -> List.of(new Basic("reader", new Secret(PASSWORD)), new EntraToken(new Secret("opaque+token"))));

	@ParameterizedTest
	@MethodSource
	void hidesEveryFormOfASecret(String form) {
		assertThat(this.text.line("not <" + form + "> here")).isEqualTo("not <******> here");
	}

	static List<String> hidesEveryFormOfASecret() {
		String json = json(PASSWORD);
		return List.of(PASSWORD, "opaque+token", json, json.replace("/", "\\/"), json(json), url(PASSWORD),
				url(PASSWORD).replace("+", "%20"), "opaque%2Btoken", "opaque%2btoken", base64(PAIR), base64(PASSWORD),
				PAIR, url(PAIR), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PAIR)));
	}

	@Test
	void hidesTheLongerSecretOfTwo() {
		assertThat(ForeignTextSanitizer.hiding(new Secret("hunter2"), new Secret("hunter2-and-more"))
			.line("a hunter2-and-more b")).isEqualTo("a ****** b");
	}

	@Test
	void hidesTokensThatItDoesNotKnow() {
		assertThat(this.text.line("a eyJhbGciOi.eyJhdWQi.c2ln b")).isEqualTo("a ****** b");
		assertThat(this.text.line("a ZXlKaGJHY2lPaS5leUpoZFdRaS5jMmxu= b")).isEqualTo("a ****** b");
	}

	@Test
	void isOneShortPrintableLine() {
		assertThat(this.text.line("\u001b[31ma\r\nb\u2028" + "x".repeat(1000))).startsWith("[31ma b xxx")
			.hasSize(200)
			.endsWith("...");
	}

	@Test
	void cutsNoSecretInTwo() {
		String cut = this.text.line("x".repeat(190) + base64(PAIR));
		assertThat(cut).isEqualTo("x".repeat(190) + "******");
	}

	@Test
	void saysWhatAnExceptionSays() {
		assertThat(this.text.line(new IllegalStateException("outer", new IllegalArgumentException("a " + PASSWORD))))
			.isEqualTo("IllegalArgumentException: a ******");
		assertThat(this.text.line(new IllegalStateException())).isEqualTo("IllegalStateException");
	}

	private static String json(String text) {
		String quoted = JsonMapper.shared().writeValueAsString(text);
		return quoted.substring(1, quoted.length() - 1);
	}

	private static String url(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
