package dev.acrsync.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a token says of itself, unproven. See the <a href=
 * "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference">reference</a>.
 *
 * @param clientId the application or managed identity
 * @param objectId whom roles are assigned to
 * @param tenant the directory
 * @param expiresAt when it ends
 */
public record EntraClaims(Optional<String> clientId, Optional<String> objectId, Optional<String> tenant,
		Optional<Instant> expiresAt) {

	private static final int PARTS = 3;

	/**
	 * Reads a token, or nothing if it is no JSON web token.
	 */
	public static Optional<EntraClaims> read(String token) {
		String[] parts = token.split("\\.", -1);
		if (parts.length != PARTS || !token.startsWith("eyJ")) {
			return Optional.empty();
		}
		try {
			JsonNode claims = JsonMapper.shared()
				.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
			return Optional.of(new EntraClaims(text(claims, "appid").or(() -> text(claims, "azp")), text(claims, "oid"),
					text(claims, "tid"), time(claims.path("exp"))));
		}
		catch (IllegalArgumentException | JacksonException _) {
			return Optional.empty();
		}
	}

	private static Optional<String> text(JsonNode claims, String name) {
		return Optional.of(claims.path(name).asString("")).filter((value) -> value.matches("[\\w.-]{1,100}"));
	}

	private static Optional<Instant> time(JsonNode seconds) {
		long second = seconds.asLong(0);
		return (second > 0 && second < Instant.MAX.getEpochSecond()) ? Optional.of(Instant.ofEpochSecond(second))
				: Optional.empty();
	}

}
