package dev.acrsync.registry;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Registry;

/**
 * Sends requests to registries as somebody whom they let in.
 */
final class DataPlane {

	private static final Set<Cause> OF_AN_IDENTITY = Set.of(Cause.UNIDENTIFIED, Cause.UNTRUSTED, Cause.UNAUTHORIZED);

	private final Wire wire;

	private final Refusals refusals;

	private final TokenService tokenService;

	private final Authorizations authorizations;

	private final PasswordFallback fallback;

	private final SharedRequests<Authorizations.Key, Authorization> requests = new SharedRequests<>();

	/** How registries have wanted to be logged in to. */
	private final Map<String, Challenge> challenges = new ConcurrentHashMap<>();

	DataPlane(Wire wire, EntraTokens entraTokens, PasswordFallback fallback, LongSupplier nanos, Clock clock) {
		this.fallback = fallback;
		this.wire = wire;
		this.refusals = new Refusals(clock);
		this.tokenService = new TokenService(wire, this.refusals, entraTokens, nanos);
		this.authorizations = new Authorizations(nanos);
	}

	/**
	 * Sends the request with what the registry accepted before, or with what its
	 * challenge asks for.
	 * @param maxBody how many bytes a good answer may have
	 * @param reader reads them
	 * @throws UnreadableException if no answer came, its body has more bytes than
	 * allowed, or no token can be had
	 */
	<T> Answer<T> send(Registry registry, Scope scope, HttpRequest.Builder request, int maxBody, BodyReader<T> reader)
			throws UnreadableException {
		Optional<Registry> withPassword = this.fallback.of(registry);
		if (withPassword.isEmpty()) {
			return sendAs(registry, scope, request, maxBody, reader);
		}
		if (!this.fallback.isInUse(registry)) {
			try {
				Answer<T> answer = sendAs(registry, scope, request, maxBody, reader);
				if (answer.status() != Answer.UNAUTHORIZED) {
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

	private <T> Answer<T> sendAs(Registry registry, Scope scope, HttpRequest.Builder request, int maxBody,
			BodyReader<T> reader) throws UnreadableException {
		Optional<Authorization> known = this.authorizations.find(registry, scope)
			.or(() -> expectedToBeAsked(registry, scope));
		known.ifPresent((authorization) -> authorization.authorize(request));
		Answer<T> answer = this.wire.send(registry, request.build(), List.of(), maxBody, reader);
		if (answer.status() != Answer.UNAUTHORIZED) {
			return answer;
		}
		known.ifPresent((authorization) -> this.authorizations.refused(registry, scope, authorization));
		Authorization fresh = authorization(registry, scope, () -> authenticate(registry, scope, answer));
		fresh.authorize(request);
		Answer<T> authenticated = this.wire.send(registry, request.build(), List.of(), maxBody, reader);
		if (authenticated.status() == Answer.UNAUTHORIZED) {
			this.authorizations.refused(registry, scope, fresh);
		}
		return authenticated;
	}

	private Authorization authorization(Registry registry, Scope scope,
			SharedRequests.RegistryRequest<Authorization> request) throws UnreadableException {
		return this.requests.get(Authorizations.Key.of(registry, scope),
				() -> this.authorizations.find(registry, scope), () -> {
					Authorization fresh = request.send();
					this.authorizations.accepted(registry, scope, fresh);
					return fresh;
				});
	}

	/**
	 * Gets a token before it is asked for, as it was asked for one of another repository.
	 */
	private Optional<Authorization> expectedToBeAsked(Registry registry, Scope scope) {
		Challenge challenge = this.challenges.get(name(registry));
		if (challenge == null) {
			return Optional.empty();
		}
		try {
			return Optional.of(authorization(registry, scope,
					() -> this.tokenService.answer(challenge, ForeignText.hiding(), registry, scope)));
		}
		catch (UnreadableException _) {
			// It may let anybody read this, or want it otherwise now
			this.challenges.remove(name(registry));
			return Optional.empty();
		}
	}

	private static String name(Registry registry) {
		return registry.host() + " " + registry.endpoint() + " " + registry.credentials().getClass();
	}

	/**
	 * Explains an answer that is not the one hoped for.
	 */
	UnreadableException refused(Registry registry, Scope scope, Answer<?> answer) {
		return this.refusals.refused(registry, scope, answer);
	}

	/**
	 * Says that what answered 404 is no registry.
	 */
	static UnreadableException noRegistry(Registry registry, Scope scope) {
		return new UnreadableException(Cause.UNEXPECTED,
				"What answers at %s with 404 for '%s' is no registry: check the endpoint of '%s', and what is between"
					.formatted(registry.endpoint(), scope.name(), registry.host()));
	}

	private Authorization authenticate(Registry registry, Scope scope, Answer<?> answer) throws UnreadableException {
		List<Challenge> challenges = answer.challenges();
		Optional<Challenge> bearer = challenges.stream().filter(Challenge::isBearer).findFirst();
		if (bearer.isPresent()) {
			Authorization fresh = this.tokenService.answer(bearer.get(), answer.foreignText(), registry, scope);
			this.challenges.put(name(registry), bearer.get().withoutScope());
			return fresh;
		}
		if (registry.credentials() instanceof Basic basic && challenges.stream().anyMatch(Challenge::isBasic)) {
			return Authorization.basic(basic);
		}
		throw refused(registry, scope, answer);
	}

}
