package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StandInTenant;
import dev.acrsync.sandbox.StoredManifest;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Vendors whose registries are reached by identities of their own tenants, which trust
 * this service.
 */
class VendorIdentityTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String ROTATED = "00000000-0000-0000-0000-00000000000d";

	private static final String LOANS = "loans/api";

	@AutoClose
	private final Sandbox sandbox = Sandbox.start();

	private final StandInTenant tenant = this.sandbox.identity().tenant(Sandbox.FABRIKAM_TENANT);

	private final Collection<ShownText> shown = new ConcurrentLinkedQueue<>();

	@BeforeEach
	void prepare() {
		this.sandbox.arm().retryAfter(Duration.ZERO);
		for (StandInRegistry registry : List.of(this.sandbox.vendor(), this.sandbox.fabrikam(),
				this.sandbox.customer())) {
			registry.watch(this::see);
		}
		this.sandbox.arm().watch(this::see);
		this.sandbox.identity().watch(this::see);
	}

	private void see(String host, String text) {
		this.shown.add(new ShownText(host, text));
	}

	@Test
	void waitsForAVendorWhoRefusesAndThenBringsImagesWithoutAnyPassword() {
		Map<String, Object> properties = this.sandbox.fabrikamProperties();
		StandInRegistry rotated = this.sandbox.addVendor("rotated", ROTATED, ROTATED, properties);
		this.sandbox.identity().tenant(ROTATED).tokensLast(Duration.ofSeconds(4));
		this.tenant.trust(Sandbox.FABRIKAM_CLIENT, StandInIdentity.CLUSTER, "system:serviceaccount:default:default",
				StandInIdentity.EXCHANGE);
		try (RunningService service = start(properties, "acr-sync.sources.contoso.username=",
				"acr-sync.sources.contoso.password=")) {
			this.sandbox.fabrikam().push(LOANS, "v1", StoredManifest.named("loans"));
			assertThatItWaits(service);
			this.tenant.trust(Sandbox.FABRIKAM_CLIENT, StandInIdentity.CLUSTER, StandInIdentity.SUBJECT,
					StandInIdentity.EXCHANGE);
			Awaitility.await().atMost(SOON).until(() -> {
				String tag = "next-" + System.nanoTime();
				this.sandbox.fabrikam().push(LOANS, tag, StoredManifest.named(tag));
				return "succeeded".equals(awaitEnd(service, tag));
			});
			assertThat(usable(service)).isEqualTo(1);
			ImportCall call = this.sandbox.arm().calls().getFirst();
			assertThat(call.username()).isEmpty();
			assertThat(call.password()).hasValueSatisfying(
					(password) -> assertThat(this.tenant.tokens(Sandbox.FABRIKAM_CLIENT)).contains(password));
			rotateUnderLoad(service, rotated);
		}
	}

	private void assertThatItWaits(RunningService service) {
		Awaitility.await()
			.atMost(SOON)
			.until(() -> record(service, LOANS).at("/error/code").asString(""), "vendor-identity-subject"::equals);
		JsonNode record = record(service, LOANS);
		assertThat(record.at("/state").asString()).isEqualTo("pending");
		assertThat(record.at("/error/message").asString()).contains("The vendor is at fault", "AADSTS700213",
				"az identity federated-credential create", "--subject " + StandInIdentity.SUBJECT);
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(service.get("/status").at("/troubles/0/command").asString())
				.startsWith("az identity federated-credential create --name acr-sync")
				.contains("--subject " + StandInIdentity.SUBJECT)
				.doesNotContain("<"));
		assertThat(Duration.between(Instant.now(), Instant.parse(record.at("/nextAttemptAt").asString()))).as("slowly")
			.isGreaterThan(Duration.ofMinutes(2));
		assertThat(this.sandbox.arm().calls()).isEmpty();
		assertThat(usable(service)).isZero();
	}

	/**
	 * Has five hundred images imported while tokens last four seconds, and what proves
	 * who the service is three.
	 */
	private void rotateUnderLoad(RunningService service, StandInRegistry rotated) {
		int rounds = 25;
		int images = 20;
		this.sandbox.arm().operationsTake(Duration.ZERO);
		int before = this.sandbox.arm().calls().size();
		int succeeded = service.get("/imports").at("/counts/succeeded").asInt();
		Map<String, Digest> pushed = new HashMap<>();
		for (int round = 0; round < rounds; round++) {
			this.sandbox.renewFederatedToken(Duration.ofSeconds(3));
			for (int i = 0; i < images; i++) {
				String repository = "rotated/i%d-%d".formatted(round, i);
				pushed.put(repository, rotated.put(repository, "v1", StoredManifest.named(repository)));
				announce(service, "rotated", rotated.host(), repository, pushed.get(repository));
			}
			Awaitility.await().pollDelay(Duration.ofMillis(250)).until(() -> true);
		}
		Awaitility.await()
			.atMost(SOON)
			.until(() -> service.get("/imports").at("/counts/succeeded").asInt() == succeeded + rounds * images);
		pushed.forEach(
				(repository, digest) -> assertThat(this.sandbox.customer().digest(repository, "v1")).contains(digest));
		assertThat(this.sandbox.arm().calls().size() - before).as("nothing is repeated").isEqualTo(rounds * images);
		assertThat(this.sandbox.identity().tenant(ROTATED).exchanges()).as("tokens were renewed").isBetween(3, 60);
	}

	private static String awaitEnd(RunningService service, String tag) {
		return Awaitility.await()
			.atMost(SOON)
			.until(() -> service.get("/imports?repository=" + LOANS)
				.at("/imports")
				.valueStream()
				.filter((it) -> tag.equals(it.at("/tag").asString("")))
				.filter((it) -> it.at("/error").isObject() || it.at("/finishedAt").isString())
				.map((it) -> it.at("/state").asString(""))
				.findFirst()
				.orElse(""), (state) -> !state.isEmpty());
	}

	private static double usable(RunningService service) {
		return service.bean(MeterRegistry.class)
			.get("acr.sync.vendor.identity.usable")
			.tag("source", "fabrikam")
			.gauge()
			.value();
	}

	@Test
	void showsNothingToAnybodyForWhomItWasNotMade() {
		Map<String, Object> properties = this.sandbox.fabrikamProperties();
		String north = "00000000-0000-0000-0000-00000000000e";
		String ours = "00000000-0000-0000-0000-0000000000ff";
		String theirs = "00000000-0000-0000-0000-0000000000fe";
		StandInRegistry litware = this.sandbox.addVendor("litware", Sandbox.FABRIKAM_TENANT, ours, properties);
		StandInRegistry northwind = this.sandbox.addVendor("northwind", north, theirs, properties);
		litware.watch(this::see);
		northwind.watch(this::see);
		try (RunningService service = start(properties)) {
			this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("poi"));
			this.sandbox.fabrikam().push(LOANS, "v1", StoredManifest.named("loans"));
			announce(service, "litware", litware);
			announce(service, "northwind", northwind);
			for (String repository : List.of("tripinsights/poi", LOANS, "litware/web", "northwind/web")) {
				awaitState(service, repository, "succeeded");
			}
		}
		String assertion = this.sandbox.mounted();
		assertOnlyAt(Set.of(assertion), "entra/" + StandInIdentity.TENANT, "entra/" + Sandbox.FABRIKAM_TENANT,
				"entra/" + north);
		assertOnlyAt(this.tenant.tokens(Sandbox.FABRIKAM_CLIENT), "fabrikam.azurecr.io", "arm");
		assertOnlyAt(this.tenant.tokens(ours), "litware.azurecr.io", "arm");
		assertOnlyAt(this.sandbox.identity().tenant(north).tokens(theirs), "northwind.azurecr.io", "arm");
		assertOnlyAt(Set.of(Sandbox.PASSWORD), "contoso.azurecr.io", "arm");
		assertOnlyAt(this.sandbox.identity().tokens("https://management."), "arm");
		assertOnlyAt(this.sandbox.identity().tokens("https://containerregistry."), "customer.azurecr.io");
		for (ImportCall call : this.sandbox.arm().calls()) {
			Set<String> own = switch (call.registryUri().orElseThrow()) {
				case "contoso.azurecr.io" -> Set.of(Sandbox.PASSWORD);
				case "fabrikam.azurecr.io" -> this.tenant.tokens(Sandbox.FABRIKAM_CLIENT);
				case "litware.azurecr.io" -> this.tenant.tokens(ours);
				default -> this.sandbox.identity().tenant(north).tokens(theirs);
			};
			assertThat(own).contains(call.password().orElseThrow());
		}
		for (String client : List.of(Sandbox.FABRIKAM_CLIENT, ours)) {
			assertThat(this.shown).noneMatch(
					(it) -> it.host().equals("entra/" + north + "/oauth2/v2.0/token") && it.text().contains(client));
		}
	}

	private void assertOnlyAt(Set<String> secrets, String... hosts) {
		assertThat(secrets).isNotEmpty();
		List<String> seen = this.shown.stream()
			.filter((it) -> secrets.stream().anyMatch(it.text()::contains))
			.map(ShownText::host)
			.distinct()
			.toList();
		assertThat(seen).isNotEmpty()
			.allSatisfy((host) -> assertThat(hosts).anySatisfy((known) -> assertThat(host).startsWith(known)));
	}

	private static void announce(RunningService service, String name, StandInRegistry registry) {
		announce(service, name, registry.host(), name + "/web",
				registry.put(name + "/web", "v1", StoredManifest.named(name)));
	}

	private static void announce(RunningService service, String name, String host, String repository, Digest digest) {
		assertThat(
				RunningService
					.send(service.toWebhook(name)
						.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET + "-" + name)
						.POST(HttpRequest.BodyPublishers
							.ofString(AcrEvents.push(host, repository, "v1", digest).toString())))
					.statusCode())
			.isEqualTo(202);
	}

	private RunningService start(Map<String, Object> more, String... others) {
		List<String> properties = new ArrayList<>(List.of(others));
		more.forEach((key, value) -> properties.add(key + "=" + value));
		return RunningService.start(this.sandbox, properties.toArray(String[]::new));
	}

	static JsonNode awaitState(RunningService service, String repository, String state) {
		Awaitility.await(repository + " as " + state)
			.atMost(SOON)
			.until(() -> record(service, repository).at("/state").asString(""), state::equals);
		return record(service, repository);
	}

	private static JsonNode record(RunningService service, String repository) {
		return service.get("/imports?repository=" + repository).at("/imports/0");
	}

	/**
	 * What somebody was shown.
	 */
	private record ShownText(String host, String text) {
	}

}
