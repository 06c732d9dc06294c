package dev.acrsync.registry;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.acrsync.settings.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A token that a registry's token service gave out.
 *
 * @param token the token, fit for a header
 * @param lifetime how long it is good for, an hour at most; a minute where the service
 * does not say
 */
record Grant(Secret token, Duration lifetime) {

	private static final long USUAL_SECONDS = 60;

	private static final long MOST_SECONDS = 3600;

	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/**
	 * Reads the first of the fields that holds a token, or nothing if none does.
	 */
	static Optional<Grant> parse(byte[] body, String... fields) {
		try {
			JsonNode json = JSON.readTree(body);
			long seconds = json.path("expires_in").asLong(0);
			Duration lifetime = Duration.ofSeconds((seconds > 0) ? Math.min(seconds, MOST_SECONDS) : USUAL_SECONDS);
			return Arrays.stream(fields)
				.map((field) -> json.path(field).asString(""))
				.filter((token) -> TOKEN.matcher(token).matches())
				.findFirst()
				.map((token) -> new Grant(new Secret(token), lifetime));
		}
		catch (JacksonException _) {
			return Optional.empty();
		}
	}

}
