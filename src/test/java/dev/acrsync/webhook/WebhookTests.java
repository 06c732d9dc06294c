package dev.acrsync.webhook;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Every row of the door's table of answers.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookTests {

	private static final String HOST = "contoso.azurecr.io";

	private static final Digest DIGEST = TestPushes.digest('a');

	@AutoClose
	private static Sandbox sandbox;

	private static RunningService service;

	@BeforeAll
	static void start() {
		sandbox = Sandbox.start();
		sandbox.arm().down();
		String fabrikam = "acr-sync.sources.fabrikam.";
		service = RunningService.start(sandbox, "acr-sync.sources.contoso.aliases=contoso.westeurope.geo.azurecr.io",
				"acr-sync.sources.contoso.webhook.secrets[1]=the-next-webhook-secret",
				"acr-sync.sources.contoso.webhook.rate-limit=100000", fabrikam + "registry=fabrikam.azurecr.io",
				fabrikam + "webhook.secrets[0]=fabrikam-webhook-secret", fabrikam + "webhook.allow-query-token=true",
				fabrikam + "webhook.rate-limit=3", fabrikam + "rules[0].repositories=**",
				"acr-sync.sources.slow.registry=slow.azurecr.io",
				"acr-sync.sources.slow.webhook.secrets[0]=slow-webhook-secret",
				"acr-sync.sources.slow.webhook.rate-limit=2", "acr-sync.sources.slow.rules[0].repositories=poi",
				"acr-sync.sources.headed.registry=headed.azurecr.io",
				"acr-sync.sources.headed.webhook.secrets[0]=headed-webhook-secret",
				"acr-sync.sources.headed.webhook.header=X-Webhook-Token",
				"acr-sync.sources.headed.webhook.show-targets=false",
				"acr-sync.sources.headed.rules[0].repositories=**",
				"acr-sync.sources.headed.rules[0].target-repository=private/{repository}",
				"acr-sync.sources.counted.registry=counted.azurecr.io",
				"acr-sync.sources.counted.webhook.secrets[0]=counted-webhook-secret",
				"acr-sync.sources.counted.webhook.rate-limit=1",
				"acr-sync.sources.counted.rules[0].repositories=bridge",
				"acr-sync.sources.doorless.registry=doorless.azurecr.io",
				"acr-sync.sources.doorless.rules[0].repositories=**");
	}

	@Test
	void acceptsAnAllowedPushWhichIsThenInTheLedger() {
		HttpResponse<String> response = service.post(push("accepted"));
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
		JsonNode body = RunningService.json(response);
		String id = body.at("/imports/0/id").asString();
		assertThat(body).isEqualTo(JsonMapper.shared().readTree("""
				{"event":"%s","outcome":"accepted","imports":[{"id":"%s",
				"source":"contoso.azurecr.io/tripinsights/poi@%s",
				"target":"customer.azurecr.io/tripinsights/poi:accepted"}]}
				""".formatted(body.at("/event").asString(), id, DIGEST)));
		assertThat(service.bean(ImportRecords.class).find(id)).isPresent();
	}

	@Test
	void answersTheSamePushAgainWithWhatItMade() {
		Digest digest = sandbox.vendor().put("tripinsights/poi", "again", StoredManifest.named("again"));
		ObjectNode push = AcrEvents.push(HOST, "tripinsights/poi", "again", digest);
		JsonNode first = RunningService.json(service.post(push));
		HttpResponse<String> second = service.post(push);
		assertThat(second.statusCode()).isEqualTo(200);
		JsonNode body = RunningService.json(second);
		assertThat(body.at("/outcome").asString()).isEqualTo("duplicate");
		assertThat(body.at("/imports")).isEqualTo(first.at("/imports"));
	}

	@Test
	void answersThePingOfAcrWhichHas104Bytes() {
		ObjectNode ping = AcrEvents.ping();
		assertThat(ping.toString()).hasSize(104);
		HttpResponse<String> response = service.post(ping);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(RunningService.json(response)).isEqualTo(
				JsonMapper.shared().createObjectNode().put("event", ping.at("/id").asString()).put("outcome", "pong"));
	}

	@ParameterizedTest
	@MethodSource("ignored")
	void ignoresWhatAsksForNoImport(JsonNode event) {
		HttpResponse<String> response = service.post(event);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(RunningService.json(response).at("/outcome").asString()).isEqualTo("ignored");
		assertThat(RunningService.json(response).at("/reason").asString()).isNotBlank();
	}

	static Stream<Arguments> ignored() {
		ObjectNode untagged = push("v1");
		untagged.withObject("/target").remove("tag");
		ObjectNode emptyTag = push("");
		ObjectNode unknown = push("v1").put("action", "frobnicate");
		return Stream.of(argumentSet("delete", AcrEvents.delete(HOST, "tripinsights/poi", DIGEST)),
				argumentSet("quarantine", AcrEvents.quarantine(HOST, "tripinsights/poi", "v1", DIGEST)),
				argumentSet("chart_push", AcrEvents.chartPush("charts/app", "app", "1.0.0", DIGEST)),
				argumentSet("chart_delete", AcrEvents.chartDelete("charts/app", "app", "1.0.0", DIGEST)),
				argumentSet("push without a tag", untagged), argumentSet("push with an empty tag", emptyTag),
				argumentSet("unknown action", unknown));
	}

	@ParameterizedTest
	@MethodSource("strangers")
	void givesOneAnswerToEveryStranger(String source, Map<String, String> headers) {
		HttpRequest.Builder request = service.toWebhook(source)
			.POST(HttpRequest.BodyPublishers.ofString("not even JSON"));
		headers.forEach(request::header);
		HttpResponse<String> response = RunningService.send(request);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		ObjectNode problem = (ObjectNode) RunningService.json(response);
		assertThat(problem.remove("instance").asString()).isEqualTo("/webhooks/" + source);
		assertThat(problem).isEqualTo(JsonMapper.shared().readTree("""
				{"type":"urn:acr-sync:problem:unauthorized","title":"Unauthorized","status":401,
				"detail":"Send the header 'Authorization: Bearer <secret>' with a secret of this source",
				"reason":"unauthorized"}
				"""));
	}

	static Stream<Arguments> strangers() {
		return Stream.of(argumentSet("no secret", "contoso", Map.of()),
				argumentSet("a wrong secret", "contoso", bearer("sandbox-webhook-secreT")),
				argumentSet("a secret that begins right", "contoso", bearer("sandbox-webhook-secret2")),
				argumentSet("an empty secret", "contoso", bearer("")),
				argumentSet("a form with files", "contoso", Map.of("Content-Type", "multipart/form-data")),
				argumentSet("another scheme", "contoso", Map.of("Authorization", "Basic " + Sandbox.WEBHOOK_SECRET)),
				argumentSet("no scheme", "contoso", Map.of("Authorization", Sandbox.WEBHOOK_SECRET)),
				argumentSet("the secret of another source", "contoso", bearer("fabrikam-webhook-secret")),
				argumentSet("Basic with the secret as the user", "contoso", basic(Sandbox.WEBHOOK_SECRET + ":")),
				argumentSet("Basic with a wrong password", "contoso", basic("acr:wrong")),
				argumentSet("the header of another source", "contoso",
						Map.of("X-Webhook-Token", Sandbox.WEBHOOK_SECRET)),
				argumentSet("a wrong value in its header", "headed", Map.of("X-Webhook-Token", "wrong")),
				argumentSet("a source without secrets", "doorless", bearer("")),
				argumentSet("a source without secrets, with one of another's", "doorless",
						bearer(Sandbox.WEBHOOK_SECRET)),
				argumentSet("an unknown source", "nobody", bearer(Sandbox.WEBHOOK_SECRET)));
	}

	@ParameterizedTest
	@MethodSource("senders")
	void opensForASecretInEachOfItsPlaces(String path, Map<String, String> headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(service.webhook("contoso").resolve(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.ping().toString()));
		headers.forEach(request::header);
		assertThat(RunningService.send(request).statusCode()).isEqualTo(200);
	}

	static Stream<Arguments> senders() {
		return Stream.of(argumentSet("Basic", "/webhooks/contoso", basic("acr:" + Sandbox.WEBHOOK_SECRET)),
				argumentSet("Basic without a user", "/webhooks/contoso", basic(":" + Sandbox.WEBHOOK_SECRET)),
				argumentSet("Basic in lower case", "/webhooks/contoso",
						Map.of("Authorization",
								basic("acr:" + Sandbox.WEBHOOK_SECRET).get("Authorization").replace("Basic", "basic"))),
				argumentSet("Bearer, and a slash", "/webhooks/contoso/", bearer(Sandbox.WEBHOOK_SECRET)),
				argumentSet("a header of its own", "/webhooks/headed",
						Map.of("x-webhook-token", "headed-webhook-secret")),
				argumentSet("Bearer in spite of the header", "/webhooks/headed", bearer("headed-webhook-secret")));
	}

	@Test
	void refusesTheTokenOnTheUrlLineUnlessItIsAllowed() {
		assertThat(withQuery("contoso", "token=" + Sandbox.WEBHOOK_SECRET).statusCode()).isEqualTo(401);
	}

	@Test
	void takesTheTokenOnTheUrlLineWhereItIsAllowedAndNeverLogsIt(CapturedOutput output) {
		assertThat(withQuery("fabrikam", "x=1&token=fabrikam-webhook-secret").statusCode()).isEqualTo(200);
		assertThat(withQuery("fabrikam", "token=wrong").statusCode()).isEqualTo(401);
		assertThat(withQuery("fabrikam", "token=%25zz").statusCode()).isEqualTo(401);
		assertThat(output).doesNotContain("fabrikam-webhook-secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /webhooks/contoso?token=%s|1 HTTP/1.1\r\nHost: x\r\n\r\n",
			"POST /webhooks/contoso HTTP/1.1\r\nHost: x\r\nAuthorization : Bearer %s\r\n\r\n",
			"POST /webhooks/contoso HTTP/1.1\r\nHost: x\r\nAuthor ization: Bearer %s\r\n\r\n",
			"POST /webhooks/contoso HTTP/%s\r\nHost: x\r\n\r\n", "%s /webhooks/contoso HTTP/1.1\r\nHost: x\r\n\r\n",
			"POST /webhooks/contoso?token=%%zz%s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" })
	void logsNothingOfARequestThatIsBroken(String request, CapturedOutput output) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
			socket.getOutputStream()
				.write(request.formatted(Sandbox.WEBHOOK_SECRET).getBytes(StandardCharsets.ISO_8859_1));
			assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
				.readLine()).startsWith("HTTP/1.1 4");
		}
		assertThat(output).doesNotContain(Sandbox.WEBHOOK_SECRET);
	}

	private static HttpResponse<String> withQuery(String source, String query) {
		return RunningService.send(HttpRequest.newBuilder(URI.create(service.webhook(source) + "?" + query))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.ping().toString())));
	}

	@Test
	void opensForEachLiveSecret() {
		HttpResponse<String> response = RunningService.send(service.toWebhook("contoso")
			.header("authorization", "bearer the-next-webhook-secret")
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.ping().toString())));
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@MethodSource("forbidden")
	void refusesWhatNoRuleAllows(String reason, JsonNode event) {
		HttpResponse<String> response = service.post(event);
		assertProblem(response, 403, reason);
	}

	static Stream<Arguments> forbidden() {
		return Stream.of(
				argumentSet("repository", "repository-not-allowed",
						AcrEvents.push(HOST, "billing/internal", "v1", DIGEST)),
				argumentSet("deeper repository", "repository-not-allowed",
						AcrEvents.push(HOST, "tripinsights/poi/deep", "v1", DIGEST)),
				argumentSet("excluded tag", "tag-not-allowed", push("v1-rc1")),
				argumentSet("allowed repository of another registry", "registry-mismatch",
						AcrEvents.push("evil.azurecr.io", "tripinsights/poi", "v1", DIGEST)),
				argumentSet("host that only begins right", "registry-mismatch",
						AcrEvents.push("contoso.azurecr.io.evil.example", "tripinsights/poi", "v1", DIGEST)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "contoso.azurecr.io", "CONTOSO.azurecr.io", "contoso.azurecr.io:443",
			"contoso.westeurope.geo.azurecr.io" })
	void knowsARegistryByEachOfItsHosts(String host) {
		assertThat(service.post(AcrEvents.push(host, "tripinsights/poi", "hosts", DIGEST)).statusCode()).isIn(202, 200);
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void namesTheFieldThatIsWrongAndRepeatsNothingOfIt(String field, String body) {
		HttpResponse<String> response = RunningService.send(service.toWebhook("contoso")
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
		assertProblem(response, 400, "invalid");
		assertThat(RunningService.json(response).at("/detail").asString()).contains(field);
		assertThat(response.body()).doesNotContain("<script>");
	}

	static Stream<Arguments> invalid() {
		String[] badTags = { "a b", "-v1", ".v1", "v1\n", "v1\u0000", "v1/../x", "v".repeat(129), "ｖ1", "<script>" };
		String[] badRepositories = { "", "Tripinsights/poi", "tripinsights/poi\n", "tripinsights/\u0000poi",
				"../tripinsights", "tripinsights//poi", "/tripinsights", "tripinsights/", "tripinsights/poi@x",
				"t".repeat(256), "<script>" };
		String[] badDigests = { "", "sha256:", "sha256:" + "A".repeat(64), "sha256:" + "a".repeat(63),
				"sha256:" + "a".repeat(65), "sha256:" + "a".repeat(64) + "\n", "md5:" + "a".repeat(32), "<script>" };
		String[] badTimestamps = { "", "yesterday", "2026-03-01", "2026-03-01T12:00:00",
				"2026-03-01T12:00:00.1234567890Z", "+1000000000-12-31T23:59:59Z", "1999-12-31T23:59:59Z",
				"2026-13-01T12:00:00Z", "<script>" };
		Stream<Arguments> fields = Stream
			.of(Stream.of(badTags)
				.map((it) -> invalid("target.tag", (event) -> event.withObject("/target").put("tag", it))),
					Stream.of(badRepositories)
						.map((it) -> invalid("target.repository",
								(event) -> event.withObject("/target").put("repository", it))),
					Stream.of(badDigests)
						.map((it) -> invalid("target.digest",
								(event) -> event.withObject("/target").put("digest", it))),
					Stream.of(badTimestamps).map((it) -> invalid("timestamp", (event) -> event.put("timestamp", it))),
					Stream.of("target.repository", "target.digest", "request.host", "timestamp", "target", "action")
						.map((it) -> invalid(it, (event) -> remove(event, it))),
					Stream.of(invalid("action", (event) -> event.putNull("action")),
							invalid("action", (event) -> event.put("action", 5)),
							invalid("target", (event) -> event.put("target", "x")),
							invalid("target", (event) -> event.putArray("target")),
							invalid("target.tag", (event) -> event.withObject("/target").put("tag", 1)),
							invalid("target.tag", (event) -> event.withObject("/target").put("tag", true)),
							invalid("request.host", (event) -> event.withObject("/request").put("host", "a/b"))))
			.flatMap((it) -> it);
		Stream<Arguments> bodies = Stream
			.of("", " ", "{", "null", "[]", "\"text\"", "42", "{} {}", "{\"action\":\"ping\"", "{'action':'ping'}",
					"{\"action\":\"ping\",\"action\":\"push\"}", "[".repeat(20_000),
					"{\"action\":\"ping\",\"x\":" + "[".repeat(100) + "]".repeat(100) + "}")
			.map((it) -> Arguments.of("The body", it));
		return Stream.concat(fields, bodies);
	}

	private static Arguments invalid(String field, Consumer<ObjectNode> change) {
		ObjectNode event = push("invalid");
		change.accept(event);
		return Arguments.of("'" + field + "'", event.toString());
	}

	private static void remove(ObjectNode event, String field) {
		List<String> path = List.of(field.split("\\."));
		((path.size() == 1) ? event : event.withObject("/" + path.getFirst())).remove(path.getLast());
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.1Z", "2026-03-01T12:00:00.123Z",
			"2026-03-01T12:00:00.1234567Z", "2026-03-01T12:00:00.123456789Z" })
	void readsTimestampsOfEveryPrecision(String timestamp) {
		ObjectNode event = push("precise-" + timestamp.length()).put("timestamp", timestamp);
		assertThat(service.post(event).statusCode()).isEqualTo(202);
	}

	@Test
	void ignoresFieldsThatItDoesNotKnowAndTheAbsenceOfThoseItDoesNotNeed() {
		ObjectNode event = push("sparse").put("novelty", 1);
		event.remove("id");
		event.withObject("/target").remove(List.of("mediaType", "size", "length"));
		event.withObject("/request").remove(List.of("id", "useragent", "method"));
		event.putObject("actor").putArray("name").add("x");
		HttpResponse<String> response = service.post(event);
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(RunningService.json(response).at("/event").asString()).isNotBlank();
	}

	@Test
	void doesNotRepeatAnEventIdThatIsNone() {
		ObjectNode event = push("odd-id").put("id", "<script>\n" + "x".repeat(200));
		HttpResponse<String> response = service.post(event);
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(response.body()).doesNotContain("script");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE", "PATCH", "OPTIONS" })
	void takesPostsAlone(String method) {
		HttpResponse<String> response = RunningService
			.send(service.toWebhook("contoso").method(method, HttpRequest.BodyPublishers.noBody()));
		assertProblem(response, 405, "method-not-allowed");
		assertThat(response.headers().firstValue("Allow")).contains("POST");
	}

	@Test
	void refusesABodyThatIsTooLarge() {
		HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(" ".repeat(64 * 1024 + 1));
		assertProblem(send(body), 413, "too-large");
	}

	@Test
	void refusesABodyThatIsTooLargeInChunks() {
		byte[] bytes = " ".repeat(64 * 1024 + 1).getBytes(StandardCharsets.US_ASCII);
		HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers
			.ofInputStream(() -> new ByteArrayInputStream(bytes));
		assertThat(body.contentLength()).isEqualTo(-1);
		assertProblem(send(body), 413, "too-large");
	}

	@Test
	void takesABodyOfTheLargestSizeInChunks() {
		String event = push("large").toString();
		byte[] bytes = (event + " ".repeat(64 * 1024 - event.length())).getBytes(StandardCharsets.US_ASCII);
		assertThat(send(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))).statusCode())
			.isEqualTo(202);
	}

	private static HttpResponse<String> send(HttpRequest.BodyPublisher body) {
		return RunningService
			.send(service.toWebhook("contoso").header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET).POST(body));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "application/xml", "json",
			"multipart/form-data", "multipart/form-data; boundary=x", "" })
	void refusesWhatIsNotJson(String type) {
		HttpRequest.Builder request = HttpRequest.newBuilder(service.webhook("contoso"))
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.ping().toString()));
		if (!type.isEmpty()) {
			request.header("Content-Type", type);
		}
		assertProblem(RunningService.send(request), 415, "unsupported-media-type");
	}

	@Test
	void tellsNoSenderWhoIsNotToKnowItWhereAnImageGoes() {
		HttpResponse<String> accepted = post("headed", AcrEvents.push("headed.azurecr.io", "poi", "v1", DIGEST));
		assertThat(accepted.statusCode()).isEqualTo(202);
		HttpResponse<String> duplicate = post("headed", AcrEvents.push("headed.azurecr.io", "poi", "v1", DIGEST));
		HttpResponse<String> tooLong = post("headed",
				AcrEvents.push("headed.azurecr.io", "p".repeat(250), "v1", DIGEST));
		assertProblem(tooLong, 403, "repository-not-allowed");
		assertThat(List.of(accepted.body(), duplicate.body(), tooLong.body()))
			.allSatisfy((body) -> assertThat(body).doesNotContain("customer").doesNotContain("private"));
		assertThat(RunningService.json(duplicate).at("/imports/0"))
			.isEqualTo(RunningService.json(accepted).at("/imports/0"));
		assertThat(RunningService.json(accepted).at("/imports/0/source").asString())
			.isEqualTo("headed.azurecr.io/poi@" + DIGEST);
		assertThat(service.get("/imports/" + RunningService.json(accepted).at("/imports/0/id").asString())
			.at("/target")
			.asString()).isEqualTo("customer.azurecr.io/private/poi:v1");
	}

	@Test
	void limitsTheImportsOfEachSourceByItself() {
		for (int i = 0; i < 2; i++) {
			assertThat(post("slow", slowPush("limited-" + i)).statusCode()).isEqualTo(202);
		}
		HttpResponse<String> response = post("slow", slowPush("limited-2"));
		assertProblem(response, 429, "rate-limited");
		assertThat(Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 60);
		assertThat(service.post(push("not-limited")).statusCode()).as("another source").isEqualTo(202);
	}

	@Test
	void doesNotCountWhatAsksForNoImport() {
		ObjectNode untagged = AcrEvents.push("counted.azurecr.io", "bridge", "v1", DIGEST);
		untagged.withObject("/target").remove("tag");
		for (int i = 0; i < 11; i++) {
			assertThat(post("counted", untagged).statusCode()).as("a manifest of one platform").isEqualTo(200);
			assertThat(post("counted", AcrEvents.ping()).statusCode()).isEqualTo(200);
			assertThat(post("counted", AcrEvents.push("counted.azurecr.io", "other", "v1", DIGEST)).statusCode())
				.as("what no rule allows")
				.isEqualTo(403);
		}
		assertThat(post("counted", AcrEvents.push("counted.azurecr.io", "bridge", "v1", DIGEST)).statusCode())
			.isEqualTo(202);
		assertProblem(post("counted", AcrEvents.push("counted.azurecr.io", "bridge", "v2", DIGEST)), 429,
				"rate-limited");
	}

	private static ObjectNode slowPush(String tag) {
		return AcrEvents.push("slow.azurecr.io", "poi", tag, DIGEST);
	}

	private static HttpResponse<String> post(String source, JsonNode event) {
		return RunningService.send(service.toWebhook(source)
			.header("Authorization", "Bearer " + source + "-webhook-secret")
			.POST(HttpRequest.BodyPublishers.ofString(event.toString())));
	}

	@Test
	void answersUnknownPathsWithAProblem() {
		HttpResponse<String> response = RunningService
			.send(HttpRequest.newBuilder(service.webhook("contoso").resolve("/elsewhere")));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
	}

	@Test
	void logsOneLineForEachEventWithoutTheSecret(CapturedOutput output) {
		service.post(push("logged"));
		assertThat(output.getOut()
			.lines()
			.filter((line) -> line.contains("poi:logged"))
			.filter((line) -> line.contains("accepted"))).hasSize(1);
		assertThat(output).doesNotContain(Sandbox.WEBHOOK_SECRET);
	}

	@Test
	void countsEventsByOutcomeWithLabelsOfTheConfigurationAlone() {
		double before = counted("contoso", "pong");
		service.post(AcrEvents.ping());
		assertThat(counted("contoso", "pong")).isEqualTo(before + 1);
		assertThat(metrics())
			.contains("acr_sync_events_total{door=\"webhook\",outcome=\"unauthorized\",source=\"unknown\"")
			.doesNotContain("source=\"nobody\"")
			.doesNotContain("frobnicate");
	}

	private static double counted(String source, String outcome) {
		return metrics().lines()
			.filter((line) -> line.startsWith(
					"acr_sync_events_total{door=\"webhook\",outcome=\"%s\",source=\"%s\"}".formatted(outcome, source)))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	private static String metrics() {
		return RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body();
	}

	@Test
	void writesNothingDownForWhatItRefuses() {
		Map<ImportState, Long> before = service.bean(ImportRecords.class).counts();
		service.post(AcrEvents.push(HOST, "billing/internal", "v1", DIGEST));
		service.post(push("v1-rc2"));
		service.post(AcrEvents.ping());
		assertThat(service.bean(ImportRecords.class).counts().values().stream().mapToLong(Long::longValue).sum())
			.isEqualTo(before.values().stream().mapToLong(Long::longValue).sum());
	}

	private static ObjectNode push(String tag) {
		return AcrEvents.push(HOST, "tripinsights/poi", tag, DIGEST);
	}

	private static Map<String, String> basic(String credentials) {
		return Map.of("Authorization",
				"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
	}

	private static Map<String, String> bearer(String secret) {
		return Map.of("Authorization", "Bearer " + secret);
	}

	private static void assertProblem(HttpResponse<String> response, int status, String reason) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		JsonNode problem = RunningService.json(response);
		assertThat(problem.propertyNames()).contains("type", "title", "status", "detail", "instance", "reason");
		assertThat(problem.at("/status").asInt()).isEqualTo(status);
		assertThat(problem.at("/reason").asString()).isEqualTo(reason);
	}

}
