package dev.acrsync.live;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A storage queue that Event Grid delivers the events of the vendor's registry to.
 */
final class GridQueue {

	private static final Pattern MESSAGE = Pattern.compile("<MessageText>([^<]*)</MessageText>");

	private static final String GRID = "2022-06-15";

	private final StatementStage stage;

	private final String queue;

	private final String account;

	private final URI endpoint;

	private final String key;

	private GridQueue(StatementStage stage, String queue, JsonNode account, String key) {
		this.stage = stage;
		this.queue = queue;
		this.account = account.path("name").asString();
		this.endpoint = URI.create(account.at("/properties/primaryEndpoints/queue").asString());
		this.key = key;
	}

	/**
	 * Makes a queue, and has Event Grid deliver to it.
	 * @param schema {@code EventGridSchema} or {@code CloudEventSchemaV1_0}
	 * @throws NotTriedException if Azure does not let us
	 */
	static GridQueue open(StatementStage stage, String queue, String schema) {
		JsonNode account = stage.resources().storage(stage.vendor());
		String id = account.path("id").asString();
		ArmSession arm = stage.arm();
		arm.send("PUT", id + "/queueServices/default/queues/" + queue, ArmSession.STORAGE,
				Map.of("properties", Map.of()))
			.required("The making of a queue");
		String key = arm.send("POST", id + "/listKeys", ArmSession.STORAGE, Map.of())
			.required("The keys of a storage account")
			.at("/keys/0/value")
			.asString();
		stage.secret(key);
		String subscription = stage.vendor().id() + "/providers/Microsoft.EventGrid/eventSubscriptions/live" + queue;
		HttpReply reply = arm
			.send("PUT", subscription, GRID,
					Map.of("properties",
							Map.of("destination",
									Map.of("endpointType", "StorageQueue", "properties",
											Map.of("resourceId", id, "queueName", queue)),
									"eventDeliverySchema", schema)));
		if (reply.status() >= 300) {
			throw new NotTriedException("no event subscription can be made: %d %s".formatted(reply.status(),
					reply.json().at("/error/code").asString("")));
		}
		stage.await(() -> arm.send("GET", subscription, GRID, Map.of())
			.json()
			.at("/properties/provisioningState")
			.asString("")
			.equals("Succeeded"));
		return new GridQueue(stage, queue, account, key);
	}

	/**
	 * Waits for an event of a repository.
	 */
	JsonNode await(String repository) {
		this.stage.await(() -> find(repository).isPresent());
		return find(repository).orElseThrow(() -> new IllegalStateException("no event has come"));
	}

	/**
	 * Reads the data of an event, which may be written as text.
	 */
	static JsonNode data(JsonNode event) {
		JsonNode data = event.path("data");
		return data.isString() ? JsonMapper.shared().readTree(data.asString()) : data;
	}

	private Optional<JsonNode> find(String repository) {
		return messages().stream()
			.filter((event) -> data(event).at("/target/repository").asString("").equals(repository))
			.findFirst();
	}

	private List<JsonNode> messages() {
		HttpReply reply = this.stage.send("GET",
				this.endpoint.resolve("/" + this.queue + "/messages?numofmessages=32&peekonly=true"), headers());
		if (reply.status() == 403) {
			throw new NotTriedException("the storage account does not take its own keys");
		}
		String body = reply.text();
		return MESSAGE.matcher(body)
			.results()
			.map((message) -> JsonMapper.shared().readTree(text(message.group(1))))
			.toList();
	}

	private static String text(String message) {
		return message.startsWith("{") ? message
				: new String(Base64.getDecoder().decode(message), StandardCharsets.UTF_8);
	}

	/**
	 * Signs the request with the account's key. See <a href=
	 * "https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key">how</a>.
	 */
	private Map<String, String> headers() {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
		String signed = "GET" + "\n".repeat(12) + "x-ms-date:" + date + "\nx-ms-version:2023-11-03\n/" + this.account
				+ "/" + this.queue + "/messages\nnumofmessages:32\npeekonly:true";
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(Base64.getDecoder().decode(this.key), "HmacSHA256"));
			String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
			return Map.of("x-ms-date", date, "x-ms-version", "2023-11-03", "Authorization",
					"SharedKey " + this.account + ":" + signature);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
