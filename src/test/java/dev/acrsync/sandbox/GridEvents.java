package dev.acrsync.sandbox;

import java.util.Collection;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Event Grid sends of a registry's events: in its own schema, or as CloudEvents.
 */
public final class GridEvents {

	/**
	 * The resource id of the vendor's registry.
	 */
	public static final String VENDOR_ID = "/subscriptions/00000000-0000-0000-0000-000000000009"
			+ "/resourceGroups/vendor/providers/Microsoft.ContainerRegistry/registries/contoso";

	private static final Map<String, String> TYPES = Map.of("push", "ImagePushed", "delete", "ImageDeleted",
			"chart_push", "ChartPushed", "chart_delete", "ChartDeleted");

	private GridEvents() {
	}

	/**
	 * Returns an event in Event Grid's own schema.
	 * @param event the registry's own event
	 */
	public static ObjectNode event(JsonNode event) {
		return JsonMapper.shared()
			.createObjectNode()
			.put("id", event.path("id").asString())
			.put("topic", VENDOR_ID)
			.put("subject", subject(event))
			.put("eventType", type(event))
			.put("eventTime", event.path("timestamp").asString())
			.put("dataVersion", "1.0")
			.put("metadataVersion", "1")
			.set("data", data(event));
	}

	/**
	 * Returns an event as a CloudEvent.
	 * @param event the registry's own event
	 */
	public static ObjectNode cloudEvent(JsonNode event) {
		return JsonMapper.shared()
			.createObjectNode()
			.put("id", event.path("id").asString())
			.put("source", VENDOR_ID)
			.put("subject", subject(event))
			.put("type", type(event))
			.put("time", event.path("timestamp").asString())
			.put("specversion", "1.0")
			.put("dataschema", "#1.0")
			.set("data", data(event));
	}

	/**
	 * Returns the same event with its data as a text, as Event Grid sent that of
	 * registries.
	 */
	public static ObjectNode withTextData(ObjectNode event) {
		return event.deepCopy().put("data", event.path("data").toString());
	}

	/**
	 * Returns the event by which Event Grid asks whether its events are wanted.
	 */
	public static ObjectNode validation(String code) {
		ObjectNode event = JsonMapper.shared()
			.createObjectNode()
			.put("id", "2d1781af-3a4c-4d7c-bd0c-e34b19da4e66")
			.put("topic", VENDOR_ID)
			.put("subject", "")
			.put("eventType", "Microsoft.EventGrid.SubscriptionValidationEvent")
			.put("eventTime", "2026-11-01T10:00:00.1234567Z")
			.put("metadataVersion", "1")
			.put("dataVersion", "2");
		event.putObject("data")
			.put("validationCode", code)
			.put("validationUrl", "https://rp-westeurope.eventgrid.azure.net:553/eventsubscriptions/acr-sync/validate");
		return event;
	}

	/**
	 * Returns a batch.
	 */
	public static ArrayNode batch(Collection<ObjectNode> events) {
		return JsonMapper.shared().createArrayNode().addAll(events);
	}

	private static JsonNode data(JsonNode event) {
		return ((ObjectNode) event.deepCopy()).put("location", "westeurope");
	}

	private static String type(JsonNode event) {
		return "Microsoft.ContainerRegistry." + TYPES.getOrDefault(event.path("action").asString(), "ImagePushed");
	}

	private static String subject(JsonNode event) {
		String tag = event.at("/target/tag").asString("");
		return event.at("/target/repository").asString("") + (tag.isEmpty() ? "" : ":" + tag);
	}

}
