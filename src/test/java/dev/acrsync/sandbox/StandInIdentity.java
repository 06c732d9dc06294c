package dev.acrsync.sandbox;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

/**
 * A stand-in for Entra and for the identity endpoints of Azure's machines: workload
 * identity over https, and over http the virtual machine's
 * {@code /metadata/identity/oauth2/token} and the App Service's endpoint.
 */
public final class StandInIdentity implements AutoCloseable {

	/**
	 * The secret that the App Service's endpoint wants in {@code X-IDENTITY-HEADER}.
	 */
	public static final String IDENTITY_HEADER = "sandbox-identity-header";

	/**
	 * The identity's object id, which its tokens name.
	 */
	public static final String OBJECT_ID = "00000000-0000-0000-0000-000000000004";

	/**
	 * The tenant that the service runs in.
	 */
	public static final String TENANT = "00000000-0000-0000-0000-000000000002";

	/**
	 * Who says who the service is, as a cluster does.
	 */
	public static final String CLUSTER = "https://cluster.sandbox.example/issuer/";

	/**
	 * Who the service is, as a cluster says it.
	 */
	public static final String SUBJECT = "system:serviceaccount:acr-sync:acr-sync";

	/**
	 * Who says who the service is where its identity is a managed one.
	 */
	public static final String MANAGED = "https://login.microsoftonline.com/" + TENANT + "/v2.0";

	/**
	 * For whom that is said.
	 */
	public static final String EXCHANGE = "api://AzureADTokenExchange";

	private static final Duration LIFETIME = Duration.ofSeconds(3599);

	private static final String DATABASES = "https://ossrdbms-aad.database.windows.net";

	private final Map<String, String> audiences = new ConcurrentHashMap<>();

	private final Map<String, Assertion> assertions = new ConcurrentHashMap<>();

	private final Map<String, StandInTenant> tenants = new ConcurrentHashMap<>();

	private final String assertion;

	private final LoopbackServer entra;

	private final LoopbackServer metadata;

	private volatile Duration lifetime = LIFETIME;

	private volatile Optional<String> databaseToken = Optional.empty();

	/**
	 * Starts the endpoints.
	 * @param port the wanted port of Entra, which gives way to a free one if it is taken;
	 * 0 for any
	 * @param assertion the federated token that proves the workload
	 */
	public StandInIdentity(int port, String assertion) {
		this.assertion = assertion;
		this.entra = LoopbackServer.https(port, this::entra);
		this.metadata = LoopbackServer.http(0, this::metadata);
	}

	/**
	 * Returns what {@code AZURE_AUTHORITY_HOST} has to be. The Microsoft authentication
	 * library does not find its cached tokens of an authority with a port, and asks each
	 * time.
	 */
	public URI authorityHost() {
		return this.entra.endpoint().resolve("/");
	}

	/**
	 * Returns what {@code AZURE_POD_IDENTITY_AUTHORITY_HOST} has to be; with
	 * {@code /msi/token} behind it what {@code IDENTITY_ENDPOINT} has to be.
	 */
	public URI metadataHost() {
		return this.metadata.endpoint();
	}

	/**
	 * Tells whether this is a token for Azure Resource Manager.
	 */
	public boolean isArmToken(String token) {
		return this.audiences.getOrDefault(token, "").startsWith("https://management.");
	}

	/**
	 * Tells whether this is a token for Azure Storage.
	 */
	public boolean isStorageToken(String token) {
		return this.audiences.getOrDefault(token, "").startsWith("https://storage.azure.com");
	}

	/**
	 * Tells whether this is a token for registries. One for Resource Manager is good for
	 * them as well, unless a registry forbids it.
	 */
	public boolean isRegistryToken(String token) {
		return this.audiences.getOrDefault(token, "").startsWith("https://containerregistry.azure.net")
				|| isArmToken(token);
	}

	/**
	 * Returns another tenant at the same authority, of which there is none before it is
	 * asked for here.
	 */
	public StandInTenant tenant(String id) {
		return this.tenants.computeIfAbsent(id, StandInTenant::new);
	}

	/**
	 * Returns what proves the workload for a time, as a cluster mounts it.
	 */
	public String assertion(Duration lifetime) {
		return assertion(CLUSTER, SUBJECT, EXCHANGE, lifetime);
	}

	/**
	 * Returns the same of any issuer, for anybody.
	 */
	public String assertion(String issuer, String subject, String audience, Duration lifetime) {
		Assertion said = new Assertion(issuer, subject, audience, Instant.now().plus(lifetime));
		String token = token(
				Map.of("iss", issuer, "sub", subject, "aud", audience, "exp", said.end().getEpochSecond()));
		this.assertions.put(token, said);
		return token;
	}

	/**
	 * Tells each later request to the endpoints, with the host that it went to.
	 */
	public void watch(BiConsumer<String, String> observer) {
		this.entra.watch((request) -> observer.accept("entra" + request.path(), request.all()));
		this.metadata.watch((request) -> observer.accept("metadata", request.all()));
	}

	/**
	 * Gives a token away without being asked over HTTP.
	 */
	public String token(String audience) {
		String token = this.databaseToken.filter((_) -> audience.startsWith(DATABASES))
			.orElseGet(() -> random(audience));
		this.audiences.put(token, audience);
		return token;
	}

	/**
	 * Returns the tokens that were given away for audiences that begin so.
	 */
	public Set<String> tokens(String audience) {
		return this.audiences.entrySet()
			.stream()
			.filter((it) -> it.getValue().startsWith(audience))
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Sets how long tokens are said to last that are given away from now on; an hour at
	 * first.
	 */
	public void tokensLast(Duration lifetime) {
		this.lifetime = lifetime;
	}

	/**
	 * Sets the token for databases, a random one for each who asks at first.
	 */
	public void databaseToken(String token) {
		this.databaseToken = Optional.of(token);
	}

	/**
	 * Forgets all tokens that it has given away.
	 */
	public void revokeTokens() {
		this.audiences.clear();
	}

	/**
	 * Answers everything badly, at all its endpoints.
	 */
	public void answerBadly(BadAnswer answer) {
		this.entra.answerBadly((_) -> true, answer);
		this.metadata.answerBadly((_) -> true, answer);
	}

	/**
	 * Answers the next request for a token badly, once; of several such answers each is
	 * given to one request.
	 * @return whether it was given
	 */
	public BooleanSupplier answerBadlyOnce(BadAnswer answer) {
		AtomicBoolean given = new AtomicBoolean();
		Predicate<StandInRequest> next = (request) -> request.path().endsWith("/token")
				&& given.compareAndSet(false, true);
		this.entra.answerBadly(next, answer);
		this.metadata.answerBadly(next, answer);
		return given::get;
	}

	/**
	 * Closes all connections, and refuses new ones.
	 */
	public void down() {
		this.entra.down();
		this.metadata.down();
	}

	/**
	 * Answers again, at the same ports.
	 */
	public void up() {
		this.entra.up();
		this.metadata.up();
	}

	/**
	 * Makes each later answer wait.
	 */
	public void slowDownBy(Duration delay) {
		this.entra.slowDownBy(delay);
		this.metadata.slowDownBy(delay);
	}

	/**
	 * Returns how many requests it has had.
	 */
	public long requests() {
		return this.entra.requests() + this.metadata.requests();
	}

	@Override
	public void close() {
		this.entra.close();
		this.metadata.close();
	}

	private StandInAnswer entra(StandInRequest request) {
		String authority = authorityHost().toString();
		if (request.path().equals("/common/discovery/instance")) {
			return StandInAnswer.json(200, Map.of("tenant_discovery_endpoint",
					authority + "organizations/v2.0/.well-known/openid-configuration", "metadata", List.of()));
		}
		if (request.path().endsWith("/.well-known/openid-configuration")) {
			String tenant = authority + request.path().split("/")[1];
			return StandInAnswer.json(200, Map.of("issuer", tenant + "/v2.0", "token_endpoint",
					tenant + "/oauth2/v2.0/token", "authorization_endpoint", tenant + "/oauth2/v2.0/authorize"));
		}
		boolean asksForToken = request.method().equals("POST") && request.path().endsWith("/oauth2/v2.0/token");
		return (asksForToken ? token(request.path().split("/")[1], request.form()) : StandInAnswer.of(404))
			.with("client-request-id", request.header("client-request-id").orElse(""));
	}

	private StandInAnswer token(String tenant, Map<String, String> form) {
		if (tenant.equals(TENANT)) {
			return workload(form);
		}
		StandInTenant other = this.tenants.get(tenant);
		if (other == null) {
			return StandInTenant.error("90002", "Tenant '%s' not found.".formatted(tenant));
		}
		return other.exchange(form, this.assertions.get(form.getOrDefault("client_assertion", "").strip()),
				audience(form), this.lifetime);
	}

	private StandInAnswer workload(Map<String, String> form) {
		String shown = form.getOrDefault("client_assertion", "").strip();
		boolean known = shown.equals(this.assertion) || Optional.ofNullable(this.assertions.get(shown))
			.filter((it) -> it.issuer().equals(CLUSTER) && it.end().isAfter(Instant.now()))
			.isPresent();
		if (!known) {
			return StandInAnswer.json(401, Map.of("error", "invalid_client", "error_description",
					"AADSTS700213: No matching federated identity record found for presented assertion."));
		}
		String audience = audience(form);
		return StandInAnswer.json(200, Map.of("token_type", "Bearer", "expires_in", this.lifetime.toSeconds(),
				"ext_expires_in", this.lifetime.toSeconds(), "access_token", token(audience)));
	}

	private static String audience(Map<String, String> form) {
		// Among 'openid', 'profile' and 'offline_access', in any order
		return Stream.of(form.getOrDefault("scope", "").split(" "))
			.filter((scope) -> scope.endsWith("/.default"))
			.findFirst()
			.orElse("")
			.replaceFirst("/\\.default$", "");
	}

	private StandInAnswer metadata(StandInRequest request) {
		boolean proven = switch (request.path().replaceFirst("^/+", "/")) {
			case "/metadata/identity/oauth2/token" -> request.header("Metadata").filter("true"::equals).isPresent();
			case "/msi/token" -> request.header("X-IDENTITY-HEADER").filter(IDENTITY_HEADER::equals).isPresent();
			default -> false;
		};
		if (!proven) {
			return StandInAnswer.json(400,
					Map.of("error", "invalid_request", "error_description", "Required metadata header not specified"));
		}
		String resource = request.query("resource");
		String token = resource.equals(EXCHANGE) ? assertion(MANAGED, OBJECT_ID, EXCHANGE, this.lifetime)
				: token(resource);
		long seconds = this.lifetime.toSeconds();
		return StandInAnswer.json(200, Map.of("access_token", token, "expires_in", Long.toString(seconds), "expires_on",
				Long.toString(Instant.now().getEpochSecond() + seconds), "resource", resource, "token_type", "Bearer"));
	}

	private static Map<String, String> claims(String audience) {
		return Map.of("aud", audience, "appid", "00000000-0000-0000-0000-000000000003", "oid", OBJECT_ID, "tid",
				TENANT);
	}

	private static String random(String audience) {
		return token(claims(audience));
	}

	/**
	 * Returns an access token that says when it ends, and that nobody has given out.
	 */
	public static String tokenUntil(Instant end) {
		return token(Map.of("exp", end.getEpochSecond()));
	}

	/**
	 * Returns a token with these claims.
	 */
	static String token(Map<String, ?> claims) {
		return "%s.%s.%s".formatted(encode("{\"typ\":\"JWT\",\"alg\":\"none\"}"),
				encode(JsonMapper.shared().writeValueAsString(claims)), UUID.randomUUID());
	}

	private static String encode(String json) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What somebody said of somebody, for somebody, until when.
	 */
	record Assertion(String issuer, String subject, String audience, Instant end) {
	}

}
