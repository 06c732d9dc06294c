package dev.acrsync.live;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.live.AzureStatement.Evidence;
import dev.acrsync.live.RegistryLogin.UserLogin;
import dev.acrsync.process.JarProcess;
import dev.acrsync.scenario.RunningService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service's own way over all of it.
 */
final class ServiceStatements {

	private static final Duration WAIT = Duration.ofMillis(250);

	private ServiceStatements() {
	}

	@AzureStatement(id = "service-whole-way",
			says = "What a webhook tells the packaged service of a push arrives at the target with its digest, and its signature too.",
			evidence = Evidence.ASSUMED, otherwise = "The import's state, code and message are what was seen.")
	static void serviceWholeWay(StatementStage stage, Observation seen) {
		UserLogin login = stage.scopedToken("content/read", "metadata/read").login();
		String secret = "live-" + UUID.randomUUID();
		stage.secret(secret);
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		PushedImage image = stage.push("v1");
		PushedImage signature = PushedImage.referrer(image, "application/vnd.example.signature");
		stage.vendor().session().pushUntagged(stage.repository(), signature);
		JsonNode event = history.await(stage.repository(), 2)
			.stream()
			.filter((it) -> it.at("/target/tag").asString("").equals("v1"))
			.findFirst()
			.orElseThrow();
		try (JarProcess service = JarProcess.launchAsPackaged(environment(stage, login, secret), arguments(stage));
				ParentWatch _ = ParentWatch.over(service.pid())) {
			service.awaitReady();
			HttpResponse<String> answer = RunningService
				.send(HttpRequest.newBuilder(service.webhook().resolve("/webhooks/vendor"))
					.header("Content-Type", "application/json; charset=utf-8")
					.header("Authorization", "Bearer " + secret)
					.POST(BodyPublishers.ofString(event.toString())));
			seen.expect("the webhook's answer", 202, answer.statusCode());
			stage.await(() -> {
				stage.pause(WAIT);
				return service.get("/imports").at("/counts/succeeded").asInt() == 1;
			});
			seen.expect("the import's state", "succeeded",
					service.get("/imports").at("/imports/0/state").asString("none"));
			seen.note("its row", service.get("/imports").at("/imports/0"));
			RegistrySession customer = stage.customer().session();
			seen.expect("the tag at the target", Optional.of(image.digest()),
					customer.digest(stage.repository(), "v1"));
			seen.expect("the signature at the target", 200,
					customer.head(stage.repository(), signature.digest()).status());
			stage.keep("service.log", service.output());
		}
	}

	/**
	 * Returns the environment of the service. Its secrets are in it, where other users of
	 * the machine do not see them.
	 */
	private static Map<String, String> environment(StatementStage stage, UserLogin login, String secret) {
		Map<String, String> environment = new HashMap<>(stage.access().serviceEnvironment());
		environment.put("SPRING_APPLICATION_JSON",
				JsonMapper.shared()
					.writeValueAsString(Map.of("acr-sync.sources.vendor.password", login.password(),
							"acr-sync.sources.vendor.username", login.username(),
							"acr-sync.sources.vendor.webhook.secrets[0]", secret)));
		return environment;
	}

	private static String[] arguments(StatementStage stage) {
		Map<String, String> properties = new HashMap<>(stage.access().serviceProperties());
		String source = "acr-sync.sources.vendor.";
		properties.put(source + "registry", stage.vendor().loginServer());
		properties.put(source + "endpoint", stage.vendor().session().endpoint().toString());
		properties.put(source + "rules[0].repositories[0]", stage.repository());
		properties.put("acr-sync.targets.customer.resource-id", stage.customer().id());
		properties.put("acr-sync.targets.customer.endpoint", stage.customer().session().endpoint().toString());
		properties.put("acr-sync.reconcile.schedule", "off");
		List<String> arguments = properties.entrySet()
			.stream()
			.map((property) -> property.getKey() + "=" + property.getValue())
			.toList();
		return arguments.toArray(String[]::new);
	}

}
