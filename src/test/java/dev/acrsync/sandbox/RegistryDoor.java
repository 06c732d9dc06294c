package dev.acrsync.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides who may use a stand-in for a registry, and hands out its tokens in ACR's three
 * ways: for a user name and password, for a refresh token, and that for an Entra token.
 */
final class RegistryDoor {

	private static final String ANYBODY = "anybody";

	private static final String ENTRA = "entra";

	private final String host;

	private final Map<String, String> passwords = new ConcurrentHashMap<>();

	private final Map<String, ScopedUser> scopedUsers = new ConcurrentHashMap<>();

	private final Predicate<String> entraTokens;

	private final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();

	private final Map<String, String> scopes = new ConcurrentHashMap<>();

	private final Map<String, String> owners = new ConcurrentHashMap<>();

	private volatile boolean openForWrites;

	private volatile Predicate<String> forbidden = (_) -> false;

	RegistryDoor(String host, Predicate<String> entraTokens) {
		this.host = host;
		this.entraTokens = entraTokens;
	}

	void admit(String username, String password) {
		this.passwords.clear();
		this.passwords.put(username, password);
	}

	/**
	 * Lets in one more user, to what is granted alone.
	 */
	void admit(String username, ScopedUser user) {
		this.scopedUsers.put(username, user);
	}

	void openForWrites() {
		this.openForWrites = true;
	}

	void forbid(Predicate<String> scopes) {
		this.forbidden = scopes;
	}

	void expireTokens() {
		this.refreshTokens.clear();
		this.scopes.clear();
		this.owners.clear();
	}

	boolean knows(String username, String password) {
		ScopedUser scoped = this.scopedUsers.get(username);
		return (scoped != null) ? scoped.knows(password) : password.equals(this.passwords.get(username));
	}

	boolean knows(String username, String password, String scope) {
		return knows(username, password) && may(username, scope);
	}

	private boolean may(String username, String scope) {
		ScopedUser scoped = this.scopedUsers.get(username);
		return scoped == null || scope.isEmpty() || scoped.may(scope);
	}

	boolean knowsEntra(String token) {
		return this.entraTokens.test(token);
	}

	/**
	 * Returns whose requests this one counts with. All who hold Entra tokens are one, and
	 * so are all whom it does not know.
	 */
	String identity(StandInRequest request) {
		return basicUser(request).or(() -> request.authorization("Bearer").map(this.owners::get)).orElse(ANYBODY);
	}

	/**
	 * Tells whether a request may do what this scope names; the empty one takes any
	 * token.
	 */
	boolean lets(StandInRequest request, String scope) {
		if (this.forbidden.test(scope)) {
			return false;
		}
		return (this.openForWrites && !request.isRead())
				|| basicUser(request).filter((user) -> may(user, scope)).isPresent()
				|| request.authorization("Bearer")
					.map(this.scopes::get)
					.filter((scopes) -> scope.isEmpty() || covers(scopes, scope))
					.isPresent();
	}

	StandInAnswer challenge(StandInRequest request, String scope) {
		String wanted = scope.isEmpty() ? "" : ",scope=\"%s\"".formatted(scope);
		return RegistryApi
			.error(401, "UNAUTHORIZED",
					"authentication required, visit https://aka.ms/acr/authorization for more information.")
			.with("WWW-Authenticate",
					"Bearer realm=\"%s://%s/oauth2/token\",service=\"%s\"%s".formatted(
							request.header("X-Forwarded-Proto").orElse("http"),
							request.header("Host").orElse(this.host), this.host, wanted));
	}

	StandInAnswer exchange(StandInRequest request) {
		Map<String, String> form = request.form();
		if (!this.host.equals(form.get("service")) || !knowsEntra(form.getOrDefault("access_token", ""))) {
			return RegistryApi.error(401, "UNAUTHORIZED", "the Entra token or the service is not this registry's");
		}
		String token = "refresh-" + UUID.randomUUID();
		this.refreshTokens.add(token);
		return StandInAnswer.json(200, Map.of("refresh_token", token));
	}

	StandInAnswer token(StandInRequest request) {
		Map<String, String> parameters = request.method().equals("POST") ? request.form() : request.query();
		boolean known = isBasic(request) || this.refreshTokens.contains(parameters.getOrDefault("refresh_token", ""))
				|| knows(parameters.getOrDefault("username", ""), parameters.getOrDefault("password", ""));
		if (!known || !this.host.equals(parameters.get("service"))) {
			return RegistryApi.error(401, "UNAUTHORIZED", "the credentials or the service are not this registry's");
		}
		String token = "access-" + UUID.randomUUID();
		String owner = basicUser(request).orElseGet(() -> parameters.getOrDefault("username", ENTRA));
		this.scopes.put(token,
				Arrays.stream(parameters.getOrDefault("scope", "").split(" "))
					.filter((scope) -> may(owner, scope))
					.collect(Collectors.joining(" ")));
		this.owners.put(token, owner);
		return StandInAnswer.json(200, Map.of("access_token", token));
	}

	private boolean isBasic(StandInRequest request) {
		return basicUser(request).isPresent();
	}

	private Optional<String> basicUser(StandInRequest request) {
		return request.authorization("Basic")
			.map((encoded) -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
			.map((pair) -> pair.split(":", 2))
			.filter((pair) -> pair.length == 2 && knows(pair[0], pair[1]))
			.map((pair) -> pair[0]);
	}

	private static boolean covers(String granted, String wanted) {
		int name = wanted.lastIndexOf(':') + 1;
		return Arrays.stream(granted.split(" "))
			.filter((scope) -> scope.startsWith(wanted.substring(0, name)))
			.anyMatch((scope) -> Set.of(scope.substring(name).split(","))
				.containsAll(Set.of(wanted.substring(name).split(","))));
	}

	/**
	 * A user who may do some things alone.
	 */
	interface ScopedUser {

		boolean knows(String password);

		boolean may(String scope);

	}

}
