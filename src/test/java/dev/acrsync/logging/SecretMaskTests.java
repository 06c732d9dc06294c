package dev.acrsync.logging;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SecretMask}.
 */
class SecretMaskTests {

	private static final String SECRET = "s3cret/of \"the\" Mask+%&\\";

	@ParameterizedTest
	@ValueSource(strings = { SECRET, "s3cret%2Fof+%22the%22+Mask%2B%25%26%5C",
			"s3cret%2fof%20%22the%22%20Mask%2b%25%26%5c", "s3cret/of \\\"the\\\" Mask+%&\\\\",
			"s3cret\\/of \\\"the\\\" Mask+%&\\\\", "s3cret/of \\\\\\\"the\\\\\\\" Mask+%&\\\\\\\\" })
	void masksEachFormOfAKnownSecret(String form) {
		SecretMask.know(SECRET);
		assertThat(SecretMask.mask("[" + form + "] and [" + form + "]")).isEqualTo("[******] and [******]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "u:", "user:", "another:" })
	void masksASecretWithinBase64WhateverComesBefore(String before) {
		SecretMask.know(SECRET);
		for (String after : new String[] { "", "x", "xy" }) {
			byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
			String encoded = Base64.getEncoder().encodeToString(bytes);
			String masked = SecretMask.mask("<" + encoded + ">");
			assertThat(masked).contains("******").hasSizeLessThan(30);
			assertThat(SecretMask.mask("<" + encoded.replace("/", "\\/") + ">")).contains("******").hasSizeLessThan(30);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization: Bearer abcdefghijklmnop", "authorization=basic YWJjOmRlZmdoaWprbA==",
			"POST /webhooks/contoso?x=1&token=of-somebody", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.abc" })
	void masksWhatLooksLikeASecret(String text) {
		assertThat(SecretMask.mask(text)).contains("******")
			.doesNotContain("abcdefghijklmnop", "YWJj", "of-somebody", "eyJ");
	}

	@Test
	void leavesAllElse() {
		String text = "Event 4a1c of contoso: accepted. Send 'Authorization: Bearer <secret>', or basic authentication";
		assertThat(SecretMask.mask(text)).isEqualTo(text);
		assertThat(SecretMask.mask("")).isEmpty();
	}

}
