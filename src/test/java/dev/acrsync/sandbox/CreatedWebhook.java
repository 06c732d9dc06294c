package dev.acrsync.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import tools.jackson.databind.JsonNode;

/**
 * A webhook that somebody has made at a stand-in for Azure. It sends nothing: it notes
 * what it would have sent, as answered with 404.
 */
final class CreatedWebhook {

	private final JsonNode wanted;

	private final List<Map<String, Object>> events = new CopyOnWriteArrayList<>();

	CreatedWebhook(JsonNode wanted) {
		this.wanted = wanted;
	}

	/**
	 * Returns what everybody is shown: neither its address nor its headers.
	 */
	Map<String, Object> properties() {
		return Map.of("status", "enabled", "scope", this.wanted.path("scope").asString(""), "actions",
				this.wanted.path("actions"), "provisioningState", "Succeeded");
	}

	StandInAnswer act(String action) {
		return switch (action) {
			case "ping" -> {
				JsonNode ping = AcrEvents.ping();
				note(ping);
				yield StandInAnswer.json(200, Map.of("id", ping.path("id").asString()));
			}
			case "listEvents" -> StandInAnswer.json(200, Map.of("value", List.copyOf(this.events).reversed()));
			default -> StandInAnswer.json(200, Map.of("serviceUri", this.wanted.path("serviceUri"), "customHeaders",
					this.wanted.path("customHeaders")));
		};
	}

	void fire(JsonNode event) {
		if (this.wanted.path("actions")
			.valueStream()
			.map(JsonNode::asString)
			.anyMatch(event.path("action").asString()::equals)) {
			note(event);
		}
	}

	private void note(JsonNode event) {
		Map<String, String> headers = new LinkedHashMap<>(AcrWebhook.headers());
		this.wanted.path("customHeaders").forEachEntry((name, value) -> headers.put(name, value.asString()));
		this.events.add(Map.of("id", event.path("id").asString(), "eventRequestMessage",
				Map.of("method", "POST", "requestUri", this.wanted.path("serviceUri"), "version", "1.1", "headers",
						headers, "content", event),
				"eventResponseMessage", Map.of("statusCode", "404", "reasonPhrase", "Not Found", "version", "1.1",
						"headers", Map.of(), "content", "")));
	}

}
