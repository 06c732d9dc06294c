package dev.acrsync.live;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A webhook of a registry that points to the registry itself, so that nobody else gets
 * what it sends, and the list of what it has sent.
 */
final class WebhookHistory {

	/** How long it may take a delivery to be listed. */
	private static final Duration SETTLED = Duration.ofSeconds(5);

	private final StatementStage stage;

	private final String id;

	private WebhookHistory(StatementStage stage, String id) {
		this.stage = stage;
		this.id = id;
	}

	/**
	 * Makes the webhook, unless it is there.
	 */
	static WebhookHistory open(StatementStage stage, LiveRegistry registry) {
		String id = registry.id() + "/webhooks/live" + registry.name();
		if (stage.arm().get(id).status() == 404) {
			stage.arm()
				.put(id, Map.of("location", stage.location(), "properties",
						Map.of("serviceUri", "https://" + registry.loginServer() + "/acr-sync-live", "customHeaders",
								Map.of("X-Live", "of the owner"), "status", "enabled", "actions",
								List.of("push", "delete"))))
				.required("The making of a webhook");
			stage.await(() -> stage.arm()
				.get(id)
				.json()
				.at("/properties/provisioningState")
				.asString("")
				.equals("Succeeded"));
		}
		return new WebhookHistory(stage, id);
	}

	String id() {
		return this.id;
	}

	/**
	 * Waits for so many events of a repository, and returns all that there are, the
	 * earliest first.
	 */
	List<JsonNode> await(String repository, int count) {
		if (!this.stage.await(() -> of(repository).size() >= count)) {
			throw new IllegalStateException("%d events of %d have come".formatted(of(repository).size(), count));
		}
		if (this.stage.access().pause().compareTo(Duration.ofMillis(100)) > 0) {
			this.stage.pause(SETTLED);
		}
		return of(repository).stream().map(WebhookHistory::content).toList().reversed();
	}

	/**
	 * Returns the headers of the newest delivery of a repository, by their names in small
	 * letters.
	 */
	Map<String, String> headers(String repository) {
		Map<String, String> headers = new TreeMap<>();
		of(repository).getFirst()
			.at("/eventRequestMessage/headers")
			.forEachEntry((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.asString("")));
		return headers;
	}

	/**
	 * Returns what the newest delivery of a repository was answered with.
	 */
	String status(String repository) {
		return of(repository).getFirst().at("/eventResponseMessage/statusCode").asString("");
	}

	/**
	 * Has it send a ping, and returns that.
	 */
	JsonNode ping() {
		this.stage.arm().post(this.id + "/ping", Map.of()).required("The ping");
		this.stage.await(() -> events().anyMatch(WebhookHistory::isPing));
		return content(events().filter(WebhookHistory::isPing).findFirst().orElseThrow());
	}

	private static boolean isPing(JsonNode event) {
		return content(event).path("action").asString("").equals("ping");
	}

	/**
	 * Returns the events of a repository, the newest first.
	 */
	private List<JsonNode> of(String repository) {
		return events().filter((event) -> content(event).at("/target/repository").asString("").equals(repository))
			.sorted(Comparator.comparing((event) -> content(event).path("timestamp").asString(""),
					Comparator.reverseOrder()))
			.toList();
	}

	private Stream<JsonNode> events() {
		return this.stage.arm()
			.post(this.id + "/listEvents", Map.of())
			.required("The list of events")
			.path("value")
			.valueStream();
	}

	/**
	 * Reads the body of a delivery, which may be written as text.
	 */
	private static JsonNode content(JsonNode event) {
		JsonNode content = event.at("/eventRequestMessage/content");
		return content.isString() ? JsonMapper.shared().readTree(content.asString()) : content;
	}

}
