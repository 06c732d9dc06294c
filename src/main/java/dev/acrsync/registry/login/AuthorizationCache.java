package dev.acrsync.registry.login;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;

/**
 * Remembers what registries accepted, the most recently used. What was got with other
 * credentials is never found.
 */
final class AuthorizationCache {

	private static final int MAX_ENTRIES = 1000;

	/** As many as there are of some kilobytes each, which are Azure's. */
	private static final int MAX_CHARACTERS = 4 * 1024 * 1024;

	private final Map<AuthorizationKey, Authorization> accepted = new LinkedHashMap<>(16, 0.75f, true);

	private int characters;

	private final LongSupplier nanos;

	AuthorizationCache(LongSupplier nanos) {
		this.nanos = nanos;
	}

	synchronized Optional<Authorization> find(RegistryAccess registry, TokenScope scope) {
		return Optional.ofNullable(this.accepted.get(AuthorizationKey.of(registry, scope)))
			.filter((authorization) -> authorization.isGood(this.nanos.getAsLong()));
	}

	synchronized void accepted(RegistryAccess registry, TokenScope scope, Authorization authorization) {
		AuthorizationKey key = AuthorizationKey.of(registry, scope);
		forget(key);
		this.accepted.put(key, authorization);
		this.characters += authorization.length();
		while (this.accepted.size() > MAX_ENTRIES || this.characters > MAX_CHARACTERS) {
			forget(this.accepted.keySet().iterator().next());
		}
	}

	/**
	 * Forgets what was refused, unless another thread has put something newer in its
	 * place.
	 */
	synchronized void refused(RegistryAccess registry, TokenScope scope, Authorization authorization) {
		AuthorizationKey key = AuthorizationKey.of(registry, scope);
		if (authorization.equals(this.accepted.get(key))) {
			forget(key);
		}
	}

	private void forget(AuthorizationKey key) {
		Optional.ofNullable(this.accepted.remove(key)).ifPresent((old) -> this.characters -= old.length());
	}

	/**
	 * What an authorization is for.
	 */
	record AuthorizationKey(URI endpoint, Credentials credentials, TokenScope scope) {

		static AuthorizationKey of(RegistryAccess registry, TokenScope scope) {
			return new AuthorizationKey(registry.endpoint(), registry.credentials(), scope);
		}

	}

}
