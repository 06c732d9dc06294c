package dev.acrsync.process;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import dev.acrsync.RunningService;
import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.Manifest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a registry or Azure answers to whatever is asked, all at once, the service
 * lives in the container's heap, says whose answer it was, and imports others' images
 * meanwhile.
 */
class HostileAnswersIT {

	private static final String REPOSITORY = "hostile/app";

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Duration IN_THE_END = Duration.ofSeconds(60);

	private final Sandbox sandbox = Sandbox.start();

	private final List<Hostile> all = Arrays.stream(Kind.values())
		.flatMap((kind) -> Arrays.stream(BadAnswer.values()).map((answer) -> new Hostile(kind, answer)))
		.toList();

	private final Map<Hostile, StandInRegistry> registries = new HashMap<>();

	@AfterEach
	void stop() {
		this.registries.values().forEach(StandInRegistry::close);
		this.sandbox.close();
	}

	@Test
	void noAnswerEndsTheServiceOrHoldsUpOthers() {
		this.all.forEach((hostile) -> this.registries.put(hostile, start(hostile)));
		try (JarProcess process = launch().awaitReady()) {
			this.sandbox.webhook().pointTo(process.webhook());
			assertArrives("before");
			for (Hostile hostile : this.all) {
				post(process, hostile);
			}
			for (BadAnswer answer : BadAnswer.values()) {
				for (String method : List.of("POST", "GET")) {
					String repository = "tripinsights/" + method.toLowerCase(Locale.ROOT) + "-" + name(answer);
					this.sandbox.arm().answerBadly(method, repository, answer);
					this.sandbox.vendor().push(repository, "v1", Manifest.named(repository));
				}
			}
			send(process, "POST", "/reconcile");
			CompletableFuture<String> doctor = CompletableFuture.supplyAsync(() -> send(process, "GET", "/doctor"),
					(task) -> Thread.ofVirtual().start(task));
			for (int i = 0; i < 5; i++) {
				assertArrives("meanwhile-" + i);
			}
			String findings = troubles(doctor.join());
			await().atMost(IN_THE_END)
				.pollInterval(Duration.ofMillis(500))
				.failFast(() -> assertThat(isReady(process)).as(process.output()).isTrue())
				.untilAsserted(() -> assertThat(unnamed(process, findings)).isEmpty());
			assertArrives("after");
			assertThat(process.output()).doesNotContain("java.lang.OutOfMemoryError", "StackOverflowError");
		}
	}

	private StandInRegistry start(Hostile hostile) {
		StandInRegistry registry = new StandInRegistry(hostile.host(), 0, this.sandbox.identity()::isRegistryToken);
		registry.admit(Sandbox.USERNAME, Sandbox.PASSWORD);
		Manifest manifest = Manifest.named(hostile.name());
		registry.put(REPOSITORY, "v1", manifest);
		this.sandbox.customer().put("there/" + hostile.name() + "/" + REPOSITORY, "v1", manifest);
		registry.answerBadly(hostile.kind().path, hostile.answer());
		return registry;
	}

	private JarProcess launch() {
		Map<String, String> environment = new HashMap<>(JarProcess.machineIdentity(this.sandbox));
		environment.put("_JAVA_OPTIONS", "-Xmx80m -XX:+ExitOnOutOfMemoryError");
		List<String> arguments = new ArrayList<>(
				List.of("acr-sync.reconcile.schedule=off", "acr-sync.imports.concurrency=100"));
		this.sandbox.properties().forEach((key, value) -> {
			if (!key.startsWith("AZURE_")) {
				arguments.add(key + "=" + value);
			}
		});
		this.registries.forEach((hostile, registry) -> arguments.addAll(settings(hostile, registry)));
		return JarProcess.launch(environment, arguments.toArray(String[]::new));
	}

	private static List<String> settings(Hostile hostile, StandInRegistry registry) {
		String source = "acr-sync.sources." + hostile.name() + ".";
		List<String> settings = new ArrayList<>(
				List.of(source + "registry=" + hostile.host(), source + "endpoint=" + registry.endpoint(),
						source + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET + hostile.name(),
						source + "rules[0].repositories[0]="
								+ ((hostile.kind() == Kind.CATALOG) ? "hostile/*" : REPOSITORY),
						source + "rules[0].target-repository=there/" + hostile.name() + "/{repository}"));
		if (hostile.kind() == Kind.EXCHANGE) {
			settings.add(source + "resource-id=" + Sandbox.RESOURCE_ID.replace("customer", hostile.name()));
		}
		else {
			settings.add(source + "username=" + Sandbox.USERNAME);
			settings.add(source + "password=" + Sandbox.PASSWORD);
		}
		return settings;
	}

	private static void post(JarProcess process, Hostile hostile) {
		Digest digest = Manifest.named(hostile.name()).digest();
		assertThat(RunningService
			.send(HttpRequest.newBuilder(process.webhook().resolve("/webhooks/" + hostile.name()))
				.header("Content-Type", "application/json; charset=utf-8")
				.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET + hostile.name())
				.POST(HttpRequest.BodyPublishers
					.ofString(AcrEvents.push(hostile.host(), REPOSITORY, "v1", digest).toString())))
			.statusCode()).as(hostile.name()).isEqualTo(202);
	}

	private static String send(JarProcess process, String method, String path) {
		return RunningService
			.send(HttpRequest.newBuilder(process.actuator(path))
				.header("Content-Type", "application/json")
				.method(method, HttpRequest.BodyPublishers.noBody()))
			.body();
	}

	private static boolean isReady(JarProcess process) {
		return RunningService.send(HttpRequest.newBuilder(process.actuator("/health/readiness"))).statusCode() == 200;
	}

	private void assertArrives(String tag) {
		Digest digest = this.sandbox.vendor().push("tripinsights/poi", tag, Manifest.named(tag));
		await(tag).atMost(SOON)
			.untilAsserted(() -> assertThat(this.sandbox.customer().digest("tripinsights/poi", tag)).contains(digest));
	}

	private static String troubles(String diagnosis) {
		return JsonMapper.shared()
			.readTree(diagnosis)
			.at("/findings")
			.valueStream()
			.filter((finding) -> !finding.at("/level").asString().equals("ok"))
			.map(JsonNode::toString)
			.collect(Collectors.joining());
	}

	private Set<String> unnamed(JarProcess process, String findings) {
		String said = process.output() + send(process, "GET", "/imports?limit=1000");
		return this.all.stream()
			.filter(Hostile::isTrouble)
			.filter((hostile) -> !said.contains("Registry '" + hostile.host() + "' ")
					&& !findings.contains(hostile.name()))
			.map(Hostile::name)
			.collect(Collectors.toSet());
	}

	private static String name(BadAnswer answer) {
		return answer.name().toLowerCase(Locale.ROOT).replace("_", "");
	}

	/**
	 * What a registry is asked for.
	 */
	private enum Kind {

		MANIFEST("/manifests/v1"), TAGS("/_tags"), CATALOG("/_catalog"), REFERRERS("/referrers/"),
		TOKEN("/oauth2/token"), EXCHANGE("/oauth2/exchange");

		private final String path;

		Kind(String path) {
			this.path = path;
		}

	}

	/**
	 * A registry that answers one kind of request badly.
	 */
	private record Hostile(Kind kind, BadAnswer answer) {

		/**
		 * They are as good a manifest as any, and nobody listens to the end of a list.
		 */
		private static final Set<BadAnswer> MANIFESTS = EnumSet.of(BadAnswer.DEEP, BadAnswer.MANY_ITEMS,
				BadAnswer.GZIP_BOMB);

		String name() {
			return this.kind.name().toLowerCase(Locale.ROOT) + HostileAnswersIT.name(this.answer);
		}

		String host() {
			return name() + ".azurecr.io";
		}

		boolean isTrouble() {
			return switch (this.kind) {
				case MANIFEST -> !MANIFESTS.contains(this.answer);
				case TAGS, CATALOG -> this.answer != BadAnswer.MANY_ITEMS;
				case REFERRERS, TOKEN, EXCHANGE -> true;
			};
		}

	}

}
