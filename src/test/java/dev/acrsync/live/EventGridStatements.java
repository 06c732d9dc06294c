package dev.acrsync.live;

import dev.acrsync.live.AzureStatement.Evidence;
import tools.jackson.databind.JsonNode;

/**
 * What Event Grid tells of a push.
 */
final class EventGridStatements {

	private EventGridStatements() {
	}

	@AzureStatement(id = "event-grid-schema",
			says = "In Event Grid's own schema a push is of the type Microsoft.ContainerRegistry.ImagePushed, its subject is repository:tag, its topic the registry's resource id, and its data what a webhook sends, as an object or as JSON in a text.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/event-grid/event-schema-container-registry",
			otherwise = "What cannot be read as an event is refused with a word, and a comparison finds the image.")
	static void eventGridSchema(StatementStage stage, Observation seen) {
		JsonNode event = pushed(stage, seen, "grid", "EventGridSchema");
		seen.expect("eventType", "Microsoft.ContainerRegistry.ImagePushed", event.path("eventType").asString(""));
		seen.expect("topic", "is the registry's id",
				event.path("topic").asString("").equalsIgnoreCase(stage.vendor().id()),
				event.path("topic").asString(""));
	}

	@AzureStatement(id = "event-grid-cloud-events",
			says = "As a CloudEvent 1.0 it is of the same type, with the same subject and data, and the registry's resource id is its source.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/event-grid/event-schema-container-registry",
			otherwise = "What cannot be read as an event is refused with a word, and a comparison finds the image.")
	static void eventGridCloudEvents(StatementStage stage, Observation seen) {
		JsonNode event = pushed(stage, seen, "cloud", "CloudEventSchemaV1_0");
		seen.expect("type", "Microsoft.ContainerRegistry.ImagePushed", event.path("type").asString(""));
		seen.expect("specversion", "1.0", event.path("specversion").asString(""));
		seen.expect("source", "is the registry's id",
				event.path("source").asString("").equalsIgnoreCase(stage.vendor().id()),
				event.path("source").asString(""));
	}

	private static JsonNode pushed(StatementStage stage, Observation seen, String queue, String schema) {
		GridQueue events = GridQueue.open(stage, queue, schema);
		PushedImage image = stage.push("v1");
		JsonNode event = events.await(stage.repository());
		JsonNode data = GridQueue.data(event);
		seen.expect("subject", stage.repository() + ":v1", event.path("subject").asString(""));
		seen.expect("digest", image.digest(), data.at("/target/digest").asString(""));
		seen.expect("tag", "v1", data.at("/target/tag").asString(""));
		seen.expect("action", "push", data.path("action").asString(""));
		seen.note("data is", event.path("data").isString() ? "JSON in a text" : "an object");
		seen.note("request.host", data.at("/request/host").asString("missing"));
		return event;
	}

}
