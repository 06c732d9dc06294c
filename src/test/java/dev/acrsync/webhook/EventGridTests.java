package dev.acrsync.webhook;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What Event Grid asks for, and what it is answered.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventGridTests {

	private static final String HOST = "contoso.azurecr.io";

	private static final String BEARER = "Bearer " + Sandbox.WEBHOOK_SECRET;

	private static final Digest DIGEST = TestPushes.digest('a');

	/** Event Grid sends 5,000 at most. */
	private static final int BATCH = Integer.getInteger("event-grid.batch", 500);

	private static final String JSON = "application/json; charset=utf-8";

	private static Sandbox sandbox;

	private static RunningService service;

	@BeforeAll
	static void start() {
		sandbox = Sandbox.start();
		String bulk = "acr-sync.sources.bulk.";
		String silent = "acr-sync.sources.silent.";
		String topical = "acr-sync.sources.topical.";
		service = RunningService.start(sandbox, "acr-sync.sources.contoso.event-grid.subscriptions=acr-sync",
				"acr-sync.sources.contoso.webhook.rate-limit=600", topical + "registry=" + HOST,
				topical + "endpoint=" + sandbox.vendor().endpoint(), topical + "username=" + Sandbox.USERNAME,
				topical + "password=" + Sandbox.PASSWORD, topical + "webhook.secrets[0]=topical-webhook-secret",
				topical + "event-grid.resource-id=" + GridEvents.VENDOR_ID.toLowerCase(Locale.ROOT),
				topical + "event-grid.subscriptions=acr-topical", topical + "rules[0].repositories=topical/*",
				silent + "registry=silent.azurecr.io", silent + "endpoint=http://127.0.0.1:1",
				silent + "webhook.secrets[0]=silent-webhook-secret", silent + "event-grid.subscriptions=acr-silent",
				silent + "rules[0].repositories=silent/*", bulk + "registry=bulk.azurecr.io",
				bulk + "endpoint=http://127.0.0.1:1", bulk + "webhook.secrets[0]=bulk-webhook-secret",
				bulk + "webhook.rate-limit=1", bulk + "rules[0].repositories=bulk/*");
	}

	@AfterAll
	static void stop() {
		service.close();
		sandbox.close();
	}

	@ParameterizedTest
	@MethodSource("schemas")
	void bringsAPushInEachSchemaAllTheWay(String tag, String type, JsonNode body) {
		Digest digest = sandbox.vendor().put("tripinsights/poi", tag, StoredManifest.named(tag));
		String written = body.toString().replace(DIGEST.value(), digest.value());
		HttpResponse<String> response = send(post("contoso", type, written).header("Authorization", BEARER));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(RunningService.json(response))
			.isEqualTo(JsonMapper.shared().readTree("{\"events\":1,\"outcomes\":{\"accepted\":1}}"));
		await().atMost(Duration.ofSeconds(20))
			.until(() -> sandbox.customer().digest("tripinsights/poi", tag).equals(Optional.of(digest)));
		ImportRecord record = newest(tag);
		assertThat(record.push().door()).contains(EventDoor.EVENT_GRID);
		assertThat(service.get("/imports/" + record.id()).at("/door").asString()).isEqualTo("event-grid");
	}

	static Stream<Arguments> schemas() {
		String structured = "application/cloudevents+json; charset=utf-8";
		String batch = "application/cloudevents-batch+json";
		return Stream.of(schema("grid-object", JSON, GridEvents.batch(List.of(GridEvents.event(push("grid-object"))))),
				schema("grid-text", JSON,
						GridEvents.batch(List.of(GridEvents.withTextData(GridEvents.event(push("grid-text")))))),
				schema("cloud-object", structured, GridEvents.cloudEvent(push("cloud-object"))),
				schema("cloud-text", structured, GridEvents.withTextData(GridEvents.cloudEvent(push("cloud-text")))),
				schema("cloud-batch", batch, GridEvents.batch(List.of(GridEvents.cloudEvent(push("cloud-batch"))))),
				schema("cloud-batch-text", batch, GridEvents
					.batch(List.of(GridEvents.withTextData(GridEvents.cloudEvent(push("cloud-batch-text")))))));
	}

	private static Arguments schema(String tag, String type, JsonNode body) {
		return argumentSet(tag, tag, type, body);
	}

	@Test
	void takesARepeatedDeliveryAndTheWebhooksOwnForTheSame() {
		ObjectNode push = push("repeated");
		String body = GridEvents.batch(List.of(GridEvents.event(push))).toString();
		assertThat(outcomes(body)).isEqualTo("{\"accepted\":1}");
		assertThat(outcomes(body)).isIn("{\"duplicate\":1}", "{\"accepted\":1}");
	}

	@Test
	void answersWhatIsDecidedWith200HoweverItWasDecided(CapturedOutput output) {
		ObjectNode host = push("elsewhere");
		host.withObject("/request").put("host", "evil.azurecr.io");
		ObjectNode noHost = push("nowhere");
		noHost.remove("request");
		ObjectNode untagged = push("x");
		untagged.withObject("/target").remove("tag");
		ObjectNode connected = push("connected");
		connected.putObject("connectedRegistry").put("name", "onprem");
		ObjectNode noDigest = push("no-digest");
		noDigest.withObject("/target").remove("digest");
		List<ObjectNode> events = Stream
			.of(host, noHost, untagged, connected, noDigest, push("v1-rc1"),
					AcrEvents.push(HOST, "billing/internal", "v1", DIGEST),
					AcrEvents.delete(HOST, "tripinsights/poi", DIGEST),
					AcrEvents.chartPush("charts/app", "app", "1.0.0", DIGEST),
					AcrEvents.chartDelete("charts/app", "app", "1.0.0", DIGEST), push("mixed"))
			.map(GridEvents::event)
			.toList();
		assertThat(outcomes(GridEvents.batch(events).toString())).isEqualTo(
				"{\"accepted\":1,\"ignored\":5,\"invalid\":1,\"registry-mismatch\":2,\"repository-not-allowed\":1,"
						+ "\"tag-not-allowed\":1}");
		assertThat(output).contains("set acr-sync.sources.contoso.event-grid.resource-id to " + GridEvents.VENDOR_ID)
			.contains("Field 'target.digest' is missing");
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(service.get("/status").at("/sources").toString())
				.contains("\"door\":\"event-grid\",\"kind\":\"unreadable\"")
				.contains("\"door\":\"event-grid\",\"kind\":\"refused\""));
		assertThat(service.get("/doctor").toString()).contains("Event Grid sent its last event at ",
				"No event has come by Event Grid's subscription acr-silent yet");
		assertThat(RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body())
			.contains("acr_sync_events_total{door=\"event-grid\",outcome=\"tag-not-allowed\",source=\"contoso\"} 1.0");
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void answersWhatCannotBeReadWith200AndTakesWhatCan(String body, int accepted, String outcome) {
		HttpResponse<String> response = send(
				post("contoso", JSON, body).header("Authorization", BEARER).header("aeg-event-type", "Notification"));
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode outcomes = RunningService.json(response).at("/outcomes");
		assertThat(outcomes.path(outcome).asInt()).as("%s", outcomes).isPositive();
		assertThat(outcomes.path("accepted").asInt()).as("%s", outcomes).isEqualTo(accepted);
	}

	static Stream<Arguments> unreadable() {
		String whole = GridEvents.event(push("whole-1")).toString();
		String other = GridEvents.event(push("whole-2")).toString();
		String fourth = GridEvents.event(push("whole-4")).toString();
		String fifth = GridEvents.event(push("whole-5")).toString();
		String sixth = GridEvents.event(push("whole-6")).toString();
		String seventh = GridEvents.event(push("whole-7")).toString();
		String third = GridEvents.event(push("whole-3")).toString();
		return Stream.of(argumentSet("nothing", "", 0, "invalid"), argumentSet("a blank", "  ", 0, "invalid"),
				argumentSet("an empty array", "[]", 0, "invalid"), argumentSet("null", "null", 0, "invalid"),
				argumentSet("a text", "\"text\"", 0, "invalid"), argumentSet("no JSON", "<xml/>", 0, "invalid"),
				argumentSet("an event of the registry", push("x").toString(), 0, "invalid"),
				argumentSet("no data", broken((event) -> event.remove("data")), 0, "invalid"),
				argumentSet("data of another kind", broken((event) -> event.put("data", 5)), 0, "invalid"),
				argumentSet("data that is no JSON", broken((event) -> event.put("data", "{\"a\":")), 0, "invalid"),
				argumentSet("data in a text in a text",
						broken((event) -> event.put("data", "\"" + "\\\"".repeat(9) + "\"")), 0, "invalid"),
				argumentSet("too long a text", broken((event) -> event.put("data", " ".repeat(80_000) + "{}")), 0,
						"too-large"),
				argumentSet("no type", broken((event) -> event.remove("eventType")), 0, "invalid"),
				argumentSet("a wrong kind between others",
						"[" + whole + ",{\"id\":{\"x\":[1,{}]},\"a\":[{}]},7,null,[[]]," + other + "]", 2, "invalid"),
				argumentSet("a broken one between others",
						"[" + fourth + ",{\"a\":1,\"a\":2},{\"id\":}," + "{\"x\":" + "[".repeat(70) + "]".repeat(70)
								+ "}," + fifth + "]",
						2, "invalid"),
				argumentSet("too large a one between others",
						"[" + sixth + ",{\"x\":\"" + "x\\\"]".repeat(20_000) + "\"}," + seventh + "]", 2, "too-large"),
				argumentSet("broken behind a whole one", "[" + third + ",{\"id\":", 1, "invalid"),
				argumentSet("deeper than anything", "[{\"x\":" + "[".repeat(20_000), 0, "invalid"),
				argumentSet("many empty objects", "[" + "{},".repeat(6_000) + "{}]", 0, "too-large"),
				argumentSet("more than eight megabytes", "[" + " ".repeat(8 * 1024 * 1024), 0, "too-large"),
				argumentSet("many fields", "[{\"x\":{"
						+ IntStream.range(0, 5_000).mapToObj((i) -> "\"" + i + "\":0,").collect(Collectors.joining())
						+ "\"x\":0}}]", 0, "invalid"),
				argumentSet("an event of more than 64 KiB", broken((event) -> event.put("x", "x".repeat(80_000))), 0,
						"too-large"));
	}

	private static String broken(Consumer<ObjectNode> change) {
		ObjectNode event = GridEvents.event(push("broken"));
		change.accept(event);
		return "[" + event + "]";
	}

	@Test
	void writesAsManyDownAtOnceAsASourceMaySend() {
		sandbox.arm().down();
		String batch = batch(0, BATCH);
		assertThat(sendBatch(batch).body())
			.isEqualTo("{\"events\":%d,\"outcomes\":{\"accepted\":%d}}".formatted(BATCH, BATCH));
		assertThat(service.bean(JdbcClient.class)
			.sql("select count(*) from imports where source = 'bulk'")
			.query(Integer.class)
			.single()).isEqualTo(BATCH);
		assertThat(sendBatch(batch).body())
			.isEqualTo("{\"events\":%d,\"outcomes\":{\"duplicate\":%d}}".formatted(BATCH, BATCH));
		Source bulk = service.bean(Settings.class).source("bulk").orElseThrow();
		service.bean(RateLimits.class).owe(bulk, 10_000 - BATCH);
		assertThat(sendBatch(batch(BATCH, BATCH + 10)).statusCode()).as("within the burst").isEqualTo(200);
		HttpResponse<String> late = sendBatch(batch(BATCH + 10, BATCH + 11));
		assertThat(late.statusCode()).as("as often as its source may").isEqualTo(503);
		assertThat(RunningService.json(late).at("/reason").asString()).isEqualTo("rate-limited");
		sandbox.arm().up();
	}

	private static HttpResponse<String> sendBatch(String batch) {
		return send(post("bulk", JSON, batch).header("Authorization", "Bearer bulk-webhook-secret"));
	}

	private static String batch(int from, int until) {
		return IntStream.range(from, until)
			.mapToObj((i) -> AcrEvents.push("bulk.azurecr.io", "bulk/poi", "v" + i, DIGEST))
			.map(GridEvents::event)
			.map(GridEvents::withTextData)
			.map(ObjectNode::toString)
			.collect(Collectors.joining(",", "[", "]"));
	}

	@Test
	void aStrangerGetsNothing() {
		String body = GridEvents.batch(List.of(GridEvents.event(push("forged")))).toString();
		for (String source : List.of("contoso", "nobody")) {
			for (String authorization : List.of("Bearer wrong", "")) {
				HttpResponse<String> response = send(post(source, JSON, body).header("aeg-event-type", "Notification")
					.header("aeg-subscription-name", "ACR-SYNC")
					.header("Authorization", authorization));
				assertThat(response.statusCode()).isEqualTo(401);
			}
		}
	}

	@Test
	void onlyAnEventOfTheRightRegistryCountsWhereItsIdIsKnown() {
		ObjectNode noHost = AcrEvents.push(HOST, "topical/poi", "v1", DIGEST);
		noHost.remove("request");
		ObjectNode event = GridEvents.event(noHost);
		ObjectNode foreign = event.deepCopy().put("topic", GridEvents.VENDOR_ID.replace("contoso", "fabrikam"));
		ObjectNode none = event.deepCopy();
		none.remove("topic");
		HttpResponse<String> response = send(
				post("topical", JSON, GridEvents.batch(List.of(event, foreign, none)).toString())
					.header("Authorization", "Bearer topical-webhook-secret"));
		assertThat(RunningService.json(response).at("/outcomes"))
			.isEqualTo(JsonMapper.shared().readTree("{\"accepted\":1,\"registry-mismatch\":2}"));
		HttpResponse<String> validation = send(post("topical", JSON,
				"[" + GridEvents.validation("code").put("topic", GridEvents.VENDOR_ID.replace("contoso", "evil")) + "]")
			.header("Authorization", "Bearer topical-webhook-secret"));
		assertThat(validation.body()).doesNotContain("code");
	}

	@Test
	void validatesASubscriptionForItsSecretOrItsName() {
		String body = "[" + GridEvents.validation("512d38b6-c7b8-40c8-89fe-f46f9e9622b6") + "]";
		JsonNode code = JsonMapper.shared()
			.readTree("{\"validationResponse\":\"512d38b6-c7b8-40c8-89fe-f46f9e9622b6\"}");
		for (Map<String, String> headers : List.of(Map.of("Authorization", BEARER),
				Map.of("aeg-subscription-name", "ACR-SYNC"))) {
			HttpRequest.Builder request = post("contoso", JSON, body).header("aeg-event-type",
					"SubscriptionValidation");
			headers.forEach(request::header);
			HttpResponse<String> response = send(request);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(RunningService.json(response)).isEqualTo(code);
		}
		for (String name : List.of("ACR-SYNC-2", "")) {
			HttpResponse<String> forged = send(
					post("contoso", JSON, body).header("aeg-event-type", "SubscriptionValidation")
						.header("aeg-subscription-name", name));
			assertThat(forged.statusCode()).isEqualTo(401);
			assertThat(forged.body()).doesNotContain("512d38b6");
		}
		HttpResponse<String> event = send(
				post("contoso", JSON, GridEvents.batch(List.of(GridEvents.event(push("by-name")))).toString())
					.header("aeg-event-type", "SubscriptionValidation")
					.header("aeg-subscription-name", "acr-sync"));
		assertThat(event.statusCode()).as("a name opens for nothing else").isEqualTo(401);
	}

	@Test
	void answersTheHandshakeOfCloudEventsAlikeForEveryName() {
		List<HttpResponse<String>> responses = Stream.of("contoso", "nobody")
			.map((name) -> send(HttpRequest.newBuilder(service.webhook(name))
				.header("WebHook-Request-Origin", "eventgrid.azure.net")
				.method("OPTIONS", HttpRequest.BodyPublishers.noBody())))
			.toList();
		assertThat(responses).allSatisfy((response) -> {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("WebHook-Allowed-Origin")).contains("eventgrid.azure.net");
			assertThat(response.headers().firstValue("WebHook-Allowed-Rate")).contains("*");
			assertThat(response.headers().firstValue("Allow")).contains("POST");
			assertThat(response.body()).isEmpty();
		});
		assertThat(responses.getFirst().headers().map().keySet())
			.isEqualTo(responses.getLast().headers().map().keySet());
		assertThat(send(HttpRequest.newBuilder(service.webhook("contoso"))
			.header("WebHook-Request-Origin", "evil\" origin")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(405);
	}

	@Test
	void takesNeitherAGuessedNameForACallNorABrokenBodyForATrouble(CapturedOutput output) throws IOException {
		HttpResponse<String> named = send(post("topical", JSON, "[" + GridEvents.validation("code") + "]")
			.header("aeg-event-type", "SubscriptionValidation")
			.header("aeg-subscription-name", "acr-topical"));
		assertThat(RunningService.json(named).at("/validationResponse").asString()).isEqualTo("code");
		String head = "POST /webhooks/topical HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Authorization: Bearer topical-webhook-secret\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n[{";
		try (Socket slow = new Socket("127.0.0.1", service.webhook("topical").getPort())) {
			slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			slow.getOutputStream().flush();
			HttpResponse<String> busy;
			do {
				busy = send(post("topical", JSON, "[{}" + " ".repeat(70_000) + "]").header("Authorization",
						"Bearer topical-webhook-secret"));
			}
			while (busy.statusCode() == 200);
			assertThat(busy.statusCode()).isEqualTo(503);
			assertThat(busy.headers().firstValue("Retry-After")).isPresent();
			assertThat(RunningService.json(busy).at("/reason").asString()).isEqualTo("busy");
		}
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(
					output.toString().lines().filter((line) -> line.contains("refused with 503")).toList())
				.anyMatch((line) -> line.contains("Another batch of this source is being written down"))
				.anyMatch((line) -> line.contains("The body could not be read to its end"))
				.allMatch((line) -> line.contains("WARN")));
		assertThat(RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body())
			.contains("acr_sync_events_total{door=\"event-grid\",outcome=\"unread\",source=\"topical\"} 1.0")
			.contains("acr_sync_events_total{door=\"event-grid\",outcome=\"unavailable\",source=\"topical\"} 0.0");
		JdbcClient jdbc = service.bean(JdbcClient.class);
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(
					jdbc.sql("select kind from calls where source = 'topical'").query(String.class).list())
				.contains("event"));
		assertThat(jdbc.sql("select kind from calls where source = 'topical'").query(String.class).list())
			.as("whoever knows a name is no sign of life")
			.doesNotContain("ping");
	}

	@Test
	void asksForItAgainWhenItCannotBeWrittenDown() {
		String body = GridEvents.batch(List.of(GridEvents.event(push("unavailable")))).toString();
		JdbcClient jdbc = service.bean(JdbcClient.class);
		jdbc.sql("alter table work rename to away").update();
		try {
			HttpResponse<String> response = send(post("contoso", JSON, body).header("Authorization", BEARER));
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
		}
		finally {
			jdbc.sql("alter table away rename to work").update();
		}
		assertThat(outcomes(body)).isEqualTo("{\"accepted\":1}");
	}

	private static String outcomes(String body) {
		HttpResponse<String> response = send(post("contoso", JSON, body).header("Authorization", BEARER));
		assertThat(response.statusCode()).isEqualTo(200);
		return RunningService.json(response).at("/outcomes").toString();
	}

	private static ImportRecord newest(String tag) {
		return service.bean(ImportRecords.class).newest("customer.azurecr.io/tripinsights/poi:" + tag).orElseThrow();
	}

	private static ObjectNode push(String tag) {
		return AcrEvents.push(HOST, "tripinsights/poi", tag, DIGEST);
	}

	private static HttpRequest.Builder post(String source, String type, String body) {
		return HttpRequest.newBuilder(service.webhook(source))
			.header("Content-Type", type)
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) {
		return RunningService.send(request);
	}

}
