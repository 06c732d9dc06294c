package dev.acrsync.registry.login;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.RefusalMessages;
import dev.acrsync.registry.http.RegistryExchange;
import dev.acrsync.registry.http.RegistryResponse;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;

/**
 * Asks a registry for a token.
 */
final class TokenEndpoint {

	private static final int MAX_BODY = 256 * 1024;

	private final RegistryExchange exchange;

	private final RefusalMessages messages;

	TokenEndpoint(RegistryExchange exchange, RefusalMessages messages) {
		this.exchange = exchange;
		this.messages = messages;
	}

	/**
	 * Sends the request.
	 * @param shown what secrets the request's body holds
	 * @param fields which of the answer's fields may hold the token
	 * @throws UnreadableException if no token comes
	 */
	IssuedToken ask(RegistryAccess registry, TokenScope scope, HttpRequest.Builder builder, List<Secret> shown,
			String... fields) throws UnreadableException {
		HttpRequest request = builder.header("Accept", "application/json").build();
		RegistryResponse<Optional<IssuedToken>> answer = this.exchange.send(registry, request, shown, MAX_BODY,
				(_, body) -> IssuedToken.read(body, fields));
		return answer.content()
			.orElseThrow(() -> this.messages.refused(registry, scope, answer))
			.orElseThrow(() -> new UnreadableException(UnreadableCause.UNEXPECTED,
					"Registry '%s' answers without a token at %s".formatted(registry.host(),
							request.uri().getRawPath())));
	}

	static HttpRequest.Builder post(RegistryAccess registry, String path, Map<String, String> form) {
		return HttpRequest.newBuilder(registry.endpoint().resolve(path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form(form)));
	}

	static String form(Map<String, String> fields) {
		return fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

}
