package dev.acrsync.registry.login;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;

/**
 * Keeps what ACR has given for an Entra token, from which it makes a token for each
 * scope: for half an hour of the three that it is good for, and not after one that was
 * just got was refused.
 */
final class RefreshTokens {

	private static final Duration KEPT = Duration.ofMinutes(30);

	private final TokenEndpoint tokens;

	private final LongSupplier nanos;

	private final Map<URI, KeptToken> kept = new ConcurrentHashMap<>();

	private final SharedRequests<URI> requests = new SharedRequests<>();

	RefreshTokens(TokenEndpoint tokens, LongSupplier nanos) {
		this.tokens = tokens;
		this.nanos = nanos;
	}

	/**
	 * Returns the one that is kept, or gets one.
	 */
	Secret get(RegistryAccess registry, TokenScope scope, Secret entraToken) throws UnreadableException {
		Optional<Secret> known = find(registry, entraToken);
		if (known.isPresent()) {
			return known.get();
		}
		SharedRequests<URI>.SharedRequest request = this.requests.begin(registry.endpoint());
		try {
			// Somebody may have got it, or one for another token of the same registry
			Optional<Secret> left = find(registry, entraToken);
			if (left.isPresent()) {
				return request.succeeded(left.get());
			}
			long asked = this.nanos.getAsLong();
			IssuedToken fresh = this.tokens.ask(registry, scope,
					TokenEndpoint.post(registry, "/oauth2/exchange", Map.of("grant_type", "access_token", "service",
							registry.host().value(), "access_token", entraToken.reveal())),
					List.of(entraToken), "refresh_token");
			this.kept.put(registry.endpoint(), new KeptToken(entraToken, fresh.token(), asked));
			return request.succeeded(fresh.token());
		}
		catch (UnreadableException ex) {
			throw request.failed(ex);
		}
		finally {
			request.end();
		}
	}

	private Optional<Secret> find(RegistryAccess registry, Secret entraToken) {
		return Optional.ofNullable(this.kept.get(registry.endpoint()))
			.filter((it) -> it.entraToken().equals(entraToken) && this.nanos.getAsLong() - it.asked() < KEPT.toNanos())
			.map(KeptToken::token);
	}

	/**
	 * Forgets one that is refused.
	 * @return false if it had just been got
	 */
	boolean forget(RegistryAccess registry, Secret token) {
		KeptToken refused = this.kept.get(registry.endpoint());
		return refused != null && refused.token().equals(token) && this.kept.remove(registry.endpoint(), refused)
				&& this.nanos.getAsLong() - refused.asked() > Duration.ofSeconds(10).toNanos();
	}

	/**
	 * What was got for what, and when.
	 */
	private record KeptToken(Secret entraToken, Secret token, long asked) {
	}

}
