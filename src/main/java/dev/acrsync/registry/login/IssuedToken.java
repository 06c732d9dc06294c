package dev.acrsync.registry.login;

import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.JsonFields;

/**
 * A token that a registry's token service gave out.
 *
 * @param token the token, fit for a header
 * @param lifetime how long it is good for, an hour at most; a minute where the service
 * does not say
 */
record IssuedToken(Secret token, Duration lifetime) {

	private static final long USUAL_SECONDS = 60;

	private static final long MOST_SECONDS = 3600;

	private static final String LIFETIME = "expires_in";

	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

	/**
	 * Reads the first of the fields that holds a token, or nothing if none does.
	 */
	static Optional<IssuedToken> read(InputStream body, String... fields) {
		Set<String> wanted = new HashSet<>(List.of(fields));
		wanted.add(LIFETIME);
		JsonFields json = JsonFields.read(body, wanted);
		long seconds = json.get(LIFETIME)
			.filter((text) -> SECONDS.matcher(text).matches())
			.map(Long::parseLong)
			.filter((told) -> told > 0)
			.orElse(USUAL_SECONDS);
		return Arrays.stream(fields)
			.map(json::text)
			.filter((token) -> TOKEN.matcher(token).matches())
			.findFirst()
			.map((token) -> new IssuedToken(new Secret(token), Duration.ofSeconds(Math.min(seconds, MOST_SECONDS))));
	}

}
