package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a registry or Azure answers to whatever is asked, all at once: what has to
 * hold of a service that is small.
 */
public final class HostileAnswers implements AutoCloseable {

	/**
	 * It is 5 seconds of a machine with two processors of its own, nearly all of them of
	 * processor time that fifty sources share, and has to be 10. With a third of one
	 * processor, which a busy machine may leave, it is 30.
	 */
	private static final Duration SOON = Duration.ofSeconds(90);

	private static final Duration IN_THE_END = Duration.ofSeconds(120);

	private final Sandbox sandbox = Sandbox.start();

	private final List<HostileRegistry> registries = HostileRegistry.startAll(this.sandbox);

	private final HostileAzure azure = new HostileAzure(this.sandbox);

	/**
	 * Returns what the service runs in.
	 */
	public Sandbox sandbox() {
		return this.sandbox;
	}

	/**
	 * Returns what the service has to be told beside what the sandbox says, each as
	 * {@code key=value}.
	 */
	public List<String> settings() {
		return Stream
			.of(List.of("acr-sync.reconcile.schedule=off", "acr-sync.imports.concurrency=100",
					"acr-sync.imports.deadline=5s", "acr-sync.imports.retry.initial-delay=1s",
					"acr-sync.imports.retry.max-delay=5s", "acr-sync.sources.contoso.rules[0].targets[0]=prod"),
					this.registries.stream().flatMap((it) -> it.settings().stream()).toList(), this.azure.settings())
			.flatMap(List::stream)
			.toList();
	}

	/**
	 * Has everybody answer, and the service live through it, say whose answers they were,
	 * and import others' images meanwhile.
	 * @param service is ready
	 */
	public void play(ServiceProcess service) {
		this.sandbox.webhook().pointTo(service.webhook());
		assertArrive("before");
		this.registries.forEach((registry) -> registry.push(service));
		this.azure.push(service);
		send(service, "POST", "/reconcile");
		CompletableFuture<JsonNode> doctor = CompletableFuture.supplyAsync(() -> diagnosis(service),
				(task) -> Thread.ofVirtual().start(task));
		assertArrive("meanwhile-0", "meanwhile-1", "meanwhile-2", "meanwhile-3", "meanwhile-4");
		assertAllAreBlamed(service, blaming(service, doctor.join()));
		this.azure.recover();
		await().atMost(IN_THE_END).untilAsserted(() -> assertThat(this.azure.missing()).isEmpty());
		assertArrive("after");
		assertThat(service.output()).doesNotContain("java.lang.OutOfMemoryError", "StackOverflowError");
	}

	/**
	 * Returns a diagnosis that says of all reads of Azure that they were not answered: on
	 * a busy machine not the first, where it was not to be asked at all.
	 */
	private JsonNode blaming(ServiceProcess service, JsonNode first) {
		AtomicReference<JsonNode> latest = new AtomicReference<>(first);
		await().atMost(IN_THE_END).untilAsserted(() -> {
			List<String> unblamed = this.azure.unblamedReads(latest.get());
			if (!unblamed.isEmpty()) {
				latest.set(diagnosis(service));
			}
			assertThat(unblamed).as("%s", latest.get()).isEmpty();
		});
		return latest.get();
	}

	private void assertAllAreBlamed(ServiceProcess service, JsonNode first) {
		BooleanSupplier allGiven = this.azure.giveNoTokens();
		Set<String> told = new HashSet<>();
		await().atMost(IN_THE_END).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
			assertReady(service);
			told.addAll(troubles(diagnosis(service)));
			assertThat(unblamed(service, first)).isEmpty();
			assertThat(allGiven.getAsBoolean()).isTrue();
		});
		// On a busy machine the check is over before Azure's library has stopped to ask.
		assertThat(told)
			.anyMatch((trouble) -> trouble.matches(
					".*(own identity gets no token|\"subject\":\"identity\",\"what\":\"There was no answer from ).*"))
			.anyMatch((trouble) -> trouble
				.matches(".*\"subject\":\"Azure Resource Manager\".*(gave no answer|There was no answer).*"));
	}

	private void assertArrive(String... tags) {
		Map<String, Digest> pushed = new HashMap<>();
		for (String tag : tags) {
			pushed.put(tag, this.sandbox.vendor().push("tripinsights/poi", tag, StoredManifest.named(tag)));
		}
		await().atMost(SOON)
			.untilAsserted(() -> pushed
				.forEach((tag, digest) -> assertThat(this.sandbox.customer().digest("tripinsights/poi", tag)).as(tag)
					.contains(digest)));
	}

	private static void assertReady(ServiceProcess service) {
		assertThat(RunningService.send(HttpRequest.newBuilder(service.actuator("/health/readiness"))).statusCode())
			.isEqualTo(200);
	}

	private static JsonNode diagnosis(ServiceProcess service) {
		return json(send(service, "GET", "/doctor"));
	}

	private static List<String> troubles(JsonNode diagnosis) {
		return diagnosis.at("/findings")
			.valueStream()
			.filter((finding) -> !finding.at("/level").asString().equals("ok"))
			.map(JsonNode::toString)
			.toList();
	}

	private List<String> unblamed(ServiceProcess service, JsonNode diagnosis) {
		String imports = send(service, "GET", "/imports?limit=1000");
		String said = service.output() + imports;
		String findings = String.join(" ", troubles(diagnosis));
		List<String> unblamed = new ArrayList<>(this.azure.unblamedImports(json(imports)));
		this.registries.stream()
			.filter((registry) -> !registry.isBlamed(said, findings))
			.map(HostileRegistry::name)
			.forEach(unblamed::add);
		return unblamed;
	}

	private static JsonNode json(String body) {
		return JsonMapper.shared().readTree(body);
	}

	private static String send(ServiceProcess service, String method, String path) {
		return RunningService
			.send(HttpRequest.newBuilder(service.actuator(path))
				.header("Content-Type", "application/json")
				.method(method, HttpRequest.BodyPublishers.noBody()))
			.body();
	}

	@Override
	public void close() {
		this.registries.forEach(HostileRegistry::close);
		this.sandbox.close();
	}

}
