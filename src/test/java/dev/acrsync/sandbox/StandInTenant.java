package dev.acrsync.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A tenant of somebody else at the stand-in for Entra: identities that trust somebody,
 * and the tokens that were given for them.
 */
public final class StandInTenant {

	private final String id;

	private final Map<String, StandInIdentity.Assertion> trusts = new ConcurrentHashMap<>();

	private final Map<String, String> audiences = new ConcurrentHashMap<>();

	private final Map<String, String> owners = new ConcurrentHashMap<>();

	private final Map<String, Instant> ends = new ConcurrentHashMap<>();

	private final Map<String, String> refusals = new ConcurrentHashMap<>();

	private final Set<String> without = ConcurrentHashMap.newKeySet();

	private final AtomicInteger exchanges = new AtomicInteger();

	private volatile Optional<Duration> lifetime = Optional.empty();

	StandInTenant(String id) {
		this.id = id;
	}

	/**
	 * Makes an identity that trusts this subject of this issuer for this audience, in the
	 * place of whom it trusted.
	 */
	public void trust(String clientId, String issuer, String subject, String audience) {
		this.trusts.put(clientId, new StandInIdentity.Assertion(issuer, subject, audience, Instant.MAX));
	}

	/**
	 * Makes identities that do not work, each with the last digits of Entra's code in its
	 * client id.
	 */
	public void addIdentitiesThatRefuse() {
		String prefix = "00000000-0000-0000-0000-000000";
		trust(prefix + "700211", "https://other.example/", StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		trust(prefix + "700212", StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, "api://other");
		trust(prefix + "700213", StandInIdentity.CLUSTER, "system:serviceaccount:default:default",
				StandInIdentity.EXCHANGE);
		trust(prefix + "065001", StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		withdrawConsent(prefix + "065001");
		for (String code : List.of("700024", "700236")) {
			trust(prefix + code, StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
			this.refusals.put(prefix + code, code);
		}
	}

	/**
	 * Has no such identity any more.
	 */
	public void remove(String clientId) {
		this.trusts.remove(clientId);
	}

	/**
	 * Does not let an app in of which nobody here has consented.
	 */
	public void withdrawConsent(String clientId) {
		this.without.add(clientId);
	}

	/**
	 * Sets how long its tokens last.
	 */
	public void tokensLast(Duration lifetime) {
		this.lifetime = Optional.of(lifetime);
	}

	/**
	 * Tells whether it has given this token, for registries or for Resource Manager, and
	 * it is still good.
	 */
	public boolean isRegistryToken(String token) {
		String audience = this.audiences.getOrDefault(token, "");
		return (audience.startsWith("https://containerregistry.") || audience.startsWith("https://management."))
				&& this.ends.getOrDefault(token, Instant.MIN).isAfter(Instant.now());
	}

	/**
	 * Tells the same, of one identity alone.
	 */
	public boolean isRegistryToken(String token, String clientId) {
		return isRegistryToken(token) && clientId.equals(this.owners.get(token));
	}

	/**
	 * Returns the tokens that it has given for an identity.
	 */
	public Set<String> tokens(String clientId) {
		return this.owners.keySet()
			.stream()
			.filter((token) -> clientId.equals(this.owners.get(token)))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Returns how often it was asked for one.
	 */
	public int exchanges() {
		return this.exchanges.get();
	}

	StandInAnswer exchange(Map<String, String> form, StandInIdentity.@Nullable Assertion shown, String audience,
			Duration usual) {
		Duration lifetime = this.lifetime.orElse(usual);
		this.exchanges.incrementAndGet();
		String clientId = form.getOrDefault("client_id", "");
		StandInIdentity.Assertion trusted = this.trusts.get(clientId);
		if (trusted == null) {
			return error("700016", "Application with identifier '%s' was not found in the directory '%s'."
				.formatted(clientId, this.id));
		}
		if (this.without.contains(clientId)) {
			return error("65001", "The user or administrator has not consented to use the application with ID '%s'."
				.formatted(clientId));
		}
		if (shown == null) {
			return error("50027", "JWT token is invalid or malformed.");
		}
		String refusal = this.refusals.getOrDefault(clientId, "");
		if (!shown.end().isAfter(Instant.now()) || refusal.equals("700024")) {
			return error("700024", "Client assertion is not within its valid time range.");
		}
		if ((shown.issuer().startsWith("https://login.microsoftonline.com/")
				&& !trusted.issuer().equals(shown.issuer())) || refusal.equals("700236")) {
			return error("700236",
					"Entra ID tokens issued by issuer '%s' may not be used for federated identity "
						.formatted(shown.issuer())
							+ "credential flows for applications or managed identities registered in this tenant.");
		}
		if (!trusted.issuer().equals(shown.issuer())) {
			return error("700211", "No matching federated identity record found for presented assertion issuer '%s'."
				.formatted(shown.issuer()));
		}
		if (!trusted.subject().equals(shown.subject())) {
			return error("700213", "No matching federated identity record found for presented assertion subject '%s'."
				.formatted(shown.subject()));
		}
		if (!trusted.audience().equals(shown.audience())) {
			return error("700212", "No matching federated identity record found for presented assertion audience '%s'."
				.formatted(shown.audience()));
		}
		String token = StandInIdentity
			.token(Map.of("aud", audience, "appid", clientId, "oid", "0b" + clientId.substring(2), "tid", this.id));
		this.owners.put(token, clientId);
		this.audiences.put(token, audience);
		this.ends.put(token, Instant.now().plus(lifetime));
		return StandInAnswer.json(200, Map.of("token_type", "Bearer", "expires_in", lifetime.toSeconds(),
				"ext_expires_in", lifetime.toSeconds(), "access_token", token));
	}

	static StandInAnswer error(String code, String message) {
		return StandInAnswer.json(code.equals("90002") ? 400 : 401,
				Map.of("error", code.equals("700016") ? "unauthorized_client" : "invalid_client", "error_description",
						"AADSTS%s: %s Trace ID: 0 Correlation ID: 0".formatted(code, message), "error_codes",
						List.of(Integer.valueOf(code))));
	}

}
