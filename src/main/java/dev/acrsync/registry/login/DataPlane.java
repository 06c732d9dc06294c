package dev.acrsync.registry.login;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.AuthChallenge;
import dev.acrsync.registry.http.RefusalMessages;
import dev.acrsync.registry.http.RegistryExchange;
import dev.acrsync.registry.http.RegistryResponse;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.untrusted.BodyReader;
import dev.acrsync.untrusted.ForeignTextSanitizer;

/**
 * Sends requests to registries as somebody whom they let in.
 */
public final class DataPlane {

	private static final Set<UnreadableCause> OF_AN_IDENTITY = Set.of(UnreadableCause.UNIDENTIFIED,
			UnreadableCause.UNTRUSTED, UnreadableCause.UNAUTHORIZED);

	private final RegistryExchange exchange;

	private final RefusalMessages messages;

	private final TokenService tokenService;

	private final AuthorizationCache authorizations;

	private final PasswordFallback fallback;

	/** How registries have wanted to be logged in to. */
	private final Map<String, AuthChallenge> challenges = new ConcurrentHashMap<>();

	public DataPlane(RegistryExchange exchange, EntraTokens entraTokens, PasswordFallback fallback, LongSupplier nanos,
			Clock clock) {
		this.fallback = fallback;
		this.exchange = exchange;
		this.messages = new RefusalMessages(clock);
		this.authorizations = new AuthorizationCache(nanos);
		this.tokenService = new TokenService(new TokenEndpoint(exchange, this.messages), entraTokens,
				this.authorizations, nanos);
	}

	/**
	 * Sends the request with what the registry accepted before, or with what its
	 * challenge asks for.
	 * @param maxBody how many bytes a good answer may have
	 * @param reader reads them
	 * @throws UnreadableException if no answer came, its body has more bytes than
	 * allowed, or no token can be had
	 */
	public <T> RegistryResponse<T> send(RegistryAccess registry, TokenScope scope, HttpRequest.Builder request,
			int maxBody, BodyReader<T> reader) throws UnreadableException {
		Optional<RegistryAccess> withPassword = this.fallback.of(registry);
		if (withPassword.isEmpty()) {
			return sendAs(registry, scope, request, maxBody, reader);
		}
		if (!this.fallback.isInUse(registry)) {
			try {
				RegistryResponse<T> answer = sendAs(registry, scope, request, maxBody, reader);
				if (answer.status() != RegistryResponse.UNAUTHORIZED) {
					this.fallback.leave(registry);
					return answer;
				}
				this.fallback.use(registry, refused(registry, scope, answer).reading().message());
			}
			catch (UnreadableException ex) {
				if (!OF_AN_IDENTITY.contains(ex.reading().cause())) {
					throw ex;
				}
				this.fallback.use(registry, ex.reading().message());
			}
		}
		return sendAs(withPassword.get(), scope, request, maxBody, reader);
	}

	private <T> RegistryResponse<T> sendAs(RegistryAccess registry, TokenScope scope, HttpRequest.Builder request,
			int maxBody, BodyReader<T> reader) throws UnreadableException {
		Optional<Authorization> known = authorization(registry, scope);
		known.ifPresent((authorization) -> authorization.authorize(request));
		RegistryResponse<T> answer = this.exchange.send(registry, request.build(), List.of(), maxBody, reader);
		if (answer.status() != RegistryResponse.UNAUTHORIZED) {
			return answer;
		}
		known.ifPresent((authorization) -> this.authorizations.refused(registry, scope, authorization));
		Authorization fresh = authenticate(registry, scope, answer);
		fresh.authorize(request);
		RegistryResponse<T> authenticated = this.exchange.send(registry, request.build(), List.of(), maxBody, reader);
		if (authenticated.status() == RegistryResponse.UNAUTHORIZED) {
			this.authorizations.refused(registry, scope, fresh);
		}
		return authenticated;
	}

	/**
	 * Returns what the registry has accepted, or gets a token before it is asked for, as
	 * it was asked for one of another repository.
	 */
	private Optional<Authorization> authorization(RegistryAccess registry, TokenScope scope) {
		Optional<Authorization> accepted = this.authorizations.find(registry, scope);
		AuthChallenge challenge = this.challenges.get(name(registry));
		if (accepted.isPresent() || challenge == null) {
			return accepted;
		}
		try {
			return Optional.of(this.tokenService.answer(challenge, ForeignTextSanitizer.hiding(), registry, scope));
		}
		catch (UnreadableException _) {
			// It may let anybody read this, or want it otherwise now
			this.challenges.remove(name(registry));
			return Optional.empty();
		}
	}

	private static String name(RegistryAccess registry) {
		return registry.host() + " " + registry.endpoint() + " " + registry.credentials().getClass();
	}

	/**
	 * Explains an answer that is not the one hoped for.
	 */
	public UnreadableException refused(RegistryAccess registry, TokenScope scope, RegistryResponse<?> answer) {
		return this.messages.refused(registry, scope, answer);
	}

	/**
	 * Says that what answered 404 is no registry.
	 */
	public static UnreadableException noRegistry(RegistryAccess registry, TokenScope scope) {
		return new UnreadableException(UnreadableCause.UNEXPECTED,
				"What answers at %s with 404 for '%s' is no registry: check the endpoint of '%s', and what is between"
					.formatted(registry.endpoint(), scope.name(), registry.host()));
	}

	private Authorization authenticate(RegistryAccess registry, TokenScope scope, RegistryResponse<?> answer)
			throws UnreadableException {
		List<AuthChallenge> challenges = answer.challenges();
		Optional<AuthChallenge> bearer = challenges.stream().filter(AuthChallenge::isBearer).findFirst();
		if (bearer.isPresent()) {
			Authorization fresh = this.tokenService.answer(bearer.get(), answer.foreignText(), registry, scope);
			this.challenges.put(name(registry), bearer.get().withoutScope());
			return fresh;
		}
		if (registry.credentials() instanceof Basic basic && challenges.stream().anyMatch(AuthChallenge::isBasic)) {
			Authorization fresh = Authorization.basic(basic);
			this.authorizations.accepted(registry, scope, fresh);
			return fresh;
		}
		throw refused(registry, scope, answer);
	}

}
