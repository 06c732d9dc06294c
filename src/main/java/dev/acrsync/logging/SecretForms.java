package dev.acrsync.logging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The forms in which a secret may be written: as it is, within something that is base64,
 * URL-encoded, and each of them within JSON, or within JSON in JSON.
 */
final class SecretForms {

	private static final int SHORTEST = 6;

	/** How many characters of base64 the bytes before a secret have a share in. */
	private static final int[] SHARED = { 0, 2, 3 };

	private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

	private SecretForms() {
	}

	static Set<String> of(String secret) {
		Set<String> plain = new LinkedHashSet<>();
		plain.add(secret);
		String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		plain.add(encoded);
		plain.add(encoded.replace("+", "%20"));
		plain.add(lowerCase(encoded));
		plain.add(lowerCase(encoded.replace("+", "%20")));
		for (int before = 0; before < SHARED.length; before++) {
			plain.add(base64(secret, before, Base64.getEncoder()));
			plain.add(base64(secret, before, Base64.getUrlEncoder()));
		}
		Set<String> all = new LinkedHashSet<>();
		for (String form : plain) {
			for (String json : List.of(form, json(form, false), json(form, true))) {
				all.add(json);
				all.add(json(json, false));
				all.add(json(json, true));
			}
		}
		all.removeIf((form) -> form.length() < SHORTEST);
		return all;
	}

	/**
	 * Returns those characters that the secret alone decides, where so many bytes come
	 * before it in their group of three.
	 */
	private static String base64(String secret, int before, Base64.Encoder encoder) {
		byte[] bytes = (" ".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
		String encoded = encoder.withoutPadding().encodeToString(bytes);
		int decided = bytes.length * 8 / 6;
		return encoded.substring(SHARED[before], decided);
	}

	private static String lowerCase(String encoded) {
		return ESCAPE.matcher(encoded).replaceAll((it) -> it.group().toLowerCase(Locale.ROOT));
	}

	private static String json(String text, boolean slashes) {
		String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
		return slashes ? escaped.replace("/", "\\/") : escaped;
	}

}
