package dev.acrsync.registry.login;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import dev.acrsync.registry.AcceptedAudiences;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.registry.http.AuthChallenge;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.EntraToken;
import dev.acrsync.settings.Credentials.ManagedIdentity;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.untrusted.HttpOrigin;

/**
 * Gets a token that may do one thing: by the
 * <a href="https://distribution.github.io/distribution/spec/auth/token/">token
 * challenge</a> of every registry, or by the
 * <a href="https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md">exchange</a> of an
 * Entra token that Azure adds to it.
 */
final class TokenService {

	private final TokenEndpoint tokens;

	private final EntraTokens entraTokens;

	private final AuthorizationCache authorizations;

	private final LongSupplier nanos;

	private final RefreshTokens refreshTokens;

	private final SharedRequests<AuthorizationCache.AuthorizationKey> requests = new SharedRequests<>();

	private final AcceptedAudiences audiences = new AcceptedAudiences();

	TokenService(TokenEndpoint tokens, EntraTokens entraTokens, AuthorizationCache authorizations, LongSupplier nanos) {
		this.tokens = tokens;
		this.entraTokens = entraTokens;
		this.authorizations = authorizations;
		this.nanos = nanos;
		this.refreshTokens = new RefreshTokens(tokens, nanos);
	}

	/**
	 * Answers a Bearer challenge with a token for this scope, whatever else the challenge
	 * wants, unless one has come meanwhile.
	 * @throws UnreadableException if the token service refuses, or is not the registry's
	 * own
	 */
	Authorization answer(AuthChallenge challenge, ForeignTextSanitizer foreignText, RegistryAccess registry,
			TokenScope scope) throws UnreadableException {
		SharedRequests<AuthorizationCache.AuthorizationKey>.SharedRequest request = this.requests
			.begin(AuthorizationCache.AuthorizationKey.of(registry, scope));
		try {
			Optional<Authorization> known = this.authorizations.find(registry, scope);
			if (known.isPresent()) {
				return request.succeeded(known.get());
			}
			URI realm = ownRealm(challenge, foreignText, registry);
			Authorization fresh = switch (registry.credentials()) {
				case Anonymous _, Basic _ ->
					bearer(registry, scope, tokenRequest(challenge, realm, registry, scope), List.of());
				case EntraToken(Secret token) -> exchange(challenge, registry, scope, token);
				case VendorIdentity identity ->
					exchange(challenge, registry, scope, acceptedToken(registry, scope, identity));
				case ManagedIdentity _ -> exchange(challenge, registry, scope, entraToken(registry));
			};
			this.authorizations.accepted(registry, scope, fresh);
			return request.succeeded(fresh);
		}
		catch (UnreadableException ex) {
			throw request.failed(ex);
		}
		finally {
			request.end();
		}
	}

	private static URI ownRealm(AuthChallenge challenge, ForeignTextSanitizer foreignText, RegistryAccess registry)
			throws UnreadableException {
		String realm = challenge.parameter("realm").orElse("");
		try {
			URI address = URI.create(realm);
			if (HttpOrigin.isOwn(registry, address) && address.getRawFragment() == null) {
				return address;
			}
		}
		catch (IllegalArgumentException _) {
			// An address that cannot be read is not the registry's own either
		}
		throw new UnreadableException(UnreadableCause.UNEXPECTED,
				"Registry '%s' sends us to '%s' for a token, which is neither its endpoint %s nor https at its host: "
					.formatted(registry.host(), foreignText.line(realm), registry.endpoint())
						+ "no credentials were sent");
	}

	private static HttpRequest.Builder tokenRequest(AuthChallenge challenge, URI realm, RegistryAccess registry,
			TokenScope scope) {
		Map<String, String> query = new TreeMap<>();
		if (!scope.value().isEmpty()) {
			query.put("scope", scope.asked(challenge));
		}
		challenge.parameter("service").ifPresent((service) -> query.put("service", service));
		String separator = (realm.getRawQuery() != null) ? "&" : "?";
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realm + separator + TokenEndpoint.form(query)));
		if (registry.credentials() instanceof Basic basic) {
			Authorization.basic(basic).authorize(request);
		}
		return request;
	}

	private Authorization exchange(AuthChallenge challenge, RegistryAccess registry, TokenScope scope,
			Secret entraToken) throws UnreadableException {
		Secret refresh = this.refreshTokens.get(registry, scope, entraToken);
		try {
			return bearer(registry, scope, accessRequest(challenge, registry, scope, refresh), List.of(refresh));
		}
		catch (UnreadableException ex) {
			if (ex.reading().cause() != UnreadableCause.UNAUTHORIZED || !this.refreshTokens.forget(registry, refresh)) {
				throw ex;
			}
			Secret another = this.refreshTokens.get(registry, scope, entraToken);
			return bearer(registry, scope, accessRequest(challenge, registry, scope, another), List.of(another));
		}
	}

	/**
	 * Returns a token of the vendor's identity that the registry has accepted, of the
	 * other audience where it does not take the usual one.
	 */
	private Secret acceptedToken(RegistryAccess registry, TokenScope scope, VendorIdentity identity)
			throws UnreadableException {
		Audience audience = this.audiences.of(identity);
		try {
			return acceptedToken(registry, scope, identity, audience);
		}
		catch (UnreadableException ex) {
			if (ex.reading().cause() != UnreadableCause.UNAUTHORIZED) {
				throw ex;
			}
			return acceptedToken(registry, scope, identity, audience.other());
		}
	}

	private Secret acceptedToken(RegistryAccess registry, TokenScope scope, VendorIdentity identity, Audience audience)
			throws UnreadableException {
		Secret token = vendorToken(registry, identity, audience);
		this.refreshTokens.get(registry, scope, token);
		this.audiences.accepted(identity, audience);
		return token;
	}

	private Secret vendorToken(RegistryAccess registry, VendorIdentity identity, Audience audience)
			throws UnreadableException {
		try {
			return this.entraTokens.vendorToken(identity, audience);
		}
		catch (VendorIdentityException ex) {
			throw new UnreadableException(ex.isPassing() ? UnreadableCause.UNIDENTIFIED : UnreadableCause.UNTRUSTED,
					"No token of the vendor's tenant can be had for registry '%s': %s".formatted(registry.host(),
							ex.getMessage()));
		}
	}

	private static HttpRequest.Builder accessRequest(AuthChallenge challenge, RegistryAccess registry, TokenScope scope,
			Secret refresh) {
		return TokenEndpoint.post(registry, "/oauth2/token", Map.of("grant_type", "refresh_token", "service",
				registry.host().value(), "scope", scope.asked(challenge), "refresh_token", refresh.reveal()));
	}

	private Secret entraToken(RegistryAccess registry) throws UnreadableException {
		try {
			return new Secret(this.entraTokens.registryToken());
		}
		catch (IllegalStateException ex) {
			throw new UnreadableException(UnreadableCause.UNIDENTIFIED,
					"No token of this service's identity can be had for registry '%s': %s".formatted(registry.host(),
							ex.getMessage()));
		}
	}

	private Authorization bearer(RegistryAccess registry, TokenScope scope, HttpRequest.Builder request,
			List<Secret> shown) throws UnreadableException {
		long asked = this.nanos.getAsLong();
		IssuedToken token = this.tokens.ask(registry, scope, request, shown, "token", "access_token");
		return Authorization.bearer(token.token(), asked, token.lifetime());
	}

}
