package dev.acrsync.registry.login;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.registry.UnreadableException;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;

/**
 * Keeps what ACR has given for an Entra token, from which it makes a token for each
 * scope: for half an hour of the three that it is good for, and not after one that was
 * just got was refused.
 */
final class RefreshTokens {

	private static final Duration KEPT = Duration.ofMinutes(30);

	private final LongSupplier nanos;

	private final Map<URI, KeptToken> kept = new ConcurrentHashMap<>();

	private final SharedRequests<URI, KeptToken> requests = new SharedRequests<>();

	RefreshTokens(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Returns the one that is kept, or gets one.
	 */
	Secret get(RegistryAccess registry, Secret entraToken, SharedRequests.RegistryRequest<Secret> request)
			throws UnreadableException {
		URI endpoint = registry.endpoint();
		Optional<KeptToken> good = find(endpoint, entraToken);
		if (good.isPresent()) {
			return good.get().token();
		}
		KeptToken got = this.requests.get(endpoint, () -> find(endpoint, entraToken), () -> {
			long asked = this.nanos.getAsLong();
			KeptToken fresh = new KeptToken(entraToken, request.send(), asked);
			this.kept.put(endpoint, fresh);
			return fresh;
		});
		// Somebody may have got it for another token of the same registry
		return got.entraToken().equals(entraToken) ? got.token() : request.send();
	}

	private Optional<KeptToken> find(URI endpoint, Secret entraToken) {
		return Optional.ofNullable(this.kept.get(endpoint))
			.filter((it) -> it.entraToken().equals(entraToken) && this.nanos.getAsLong() - it.asked() < KEPT.toNanos());
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
