package dev.acrsync.webhook;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The secret on the URL line. Taken from the query string itself: the servlet's
 * parameters would read the body too.
 */
final class QueryToken {

	private static final String PREFIX = "token=";

	private QueryToken() {
	}

	static @Nullable String of(@Nullable String query) {
		if (query == null) {
			return null;
		}
		return Arrays.stream(query.split("&"))
			.filter((parameter) -> parameter.startsWith(PREFIX))
			.findFirst()
			.map((parameter) -> decode(parameter.substring(PREFIX.length())))
			.orElse(null);
	}

	private static @Nullable String decode(String token) {
		try {
			return URLDecoder.decode(token, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
