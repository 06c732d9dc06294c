package dev.acrsync.scenario;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole way of an image, over real sockets: pushed at the vendor's stand-in,
 * announced by its webhook, imported by Azure's stand-in, proved at the customer's.
 */
class WholeWayTests {

	private static final String HOST = "contoso.azurecr.io";

	private static final Duration SOON = Duration.ofSeconds(30);

	@AutoClose
	private static Sandbox sandbox;

	private static RunningService service;

	/**
	 * The repository of the test that runs.
	 */
	private String repository;

	@BeforeAll
	static void start() {
		sandbox = Sandbox.start();
		service = RunningService.start(sandbox, "acr-sync.imports.retry.initial-delay=200ms",
				"acr-sync.imports.retry.max-delay=500ms");
	}

	@BeforeEach
	void nameRepository(TestInfo test) {
		this.repository = "tripinsights/" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
	}

	@Test
	void aPushedImageArrives() {
		Digest digest = push("v1", "one");
		JsonNode record = awaitImport("succeeded");
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(digest);
		assertThat(sandbox.webhook().deliveries().getLast().status()).isEqualTo(202);
		assertThat(record.at("/digest").asString()).isEqualTo(digest.value());
		assertThat(record.at("/importedDigest").asString()).isEqualTo(digest.value());
		assertThat(record.at("/source").asString()).isEqualTo("contoso");
		assertThat(record.at("/repository").asString()).isEqualTo(this.repository);
		assertThat(record.at("/tag").asString()).isEqualTo("v1");
		assertThat(record.at("/target").asString()).isEqualTo("customer.azurecr.io/" + this.repository + ":v1");
		assertThat(record.at("/attempts").asInt()).isEqualTo(1);
		assertThat(record.propertyNames()).contains("id", "event", "operation", "receivedAt", "pushedAt", "finishedAt");
		assertThat(service.get("/imports/" + record.at("/id").asString())).isEqualTo(record);
		ImportCall call = calls().getFirst();
		assertThat(calls()).hasSize(1);
		assertThat(record.at("/operation").asString()).isEqualTo("registries-" + call.requestId());
		assertThat(call.body()).isEqualTo(JsonMapper.shared().readTree("""
				{"source":{"registryUri":"contoso.azurecr.io","sourceImage":"%s@%s",
				"credentials":{"username":"%s","password":"%s"}},
				"targetTags":["%s:v1"],"mode":"Force"}
				""".formatted(this.repository, digest, Sandbox.USERNAME, Sandbox.PASSWORD, this.repository)));
	}

	@Test
	void aPushIsAcceptedWhileAllElseIsAwayAndArrivesOnceItIsBack() {
		Digest digest = sandbox.vendor().put(this.repository, "v1", StoredManifest.named("one"));
		sandbox.arm().down();
		sandbox.identity().down();
		sandbox.vendor().down();
		sandbox.customer().down();
		assertThat(announce("v1", digest).statusCode()).isEqualTo(202);
		await().atMost(SOON).until(() -> list().at("/imports/0/error/code").isString());
		assertThat(health("/health/readiness")).isEqualTo("UP");
		sandbox.customer().up();
		sandbox.vendor().up();
		sandbox.identity().up();
		sandbox.arm().up();
		awaitImport("succeeded");
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(digest);
	}

	@Test
	void aReplayedOldEventImportsWhatTheTagIsNow() {
		Digest old = StoredManifest.named("old").digest();
		Digest current = sandbox.vendor().put(this.repository, "v1", StoredManifest.named("current"));
		service.post(AcrEvents.push(HOST, this.repository, "v1", old)
			.put("timestamp", Instant.now().minus(Duration.ofHours(1)).toString()));
		JsonNode record = awaitImport("succeeded");
		assertThat(record.at("/digest").asString()).isEqualTo(old.value());
		assertThat(record.at("/importedDigest").asString()).isEqualTo(current.value());
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(current);
		assertThat(calls()).noneMatch((call) -> call.sourceImage().contains(old.value()));
	}

	@Test
	void nothingIsWrittenIntoALockedRepository() {
		sandbox.customer().put(this.repository, "v1", StoredManifest.named("kept"));
		sandbox.customer().lock(this.repository);
		push("v2", "new");
		assertThat(awaitImport("kept").at("/error/code").asString()).isEqualTo("locked");
		assertThat(sandbox.customer().digest(this.repository, "v2")).isEmpty();
	}

	@Test
	void aTagOfALockedManifestIsKept() {
		Digest kept = sandbox.customer().put(this.repository, "v1", StoredManifest.named("kept"));
		sandbox.customer().lock(this.repository, kept);
		push("v1", "new");
		assertThat(awaitImport("kept").at("/error/code").asString()).isEqualTo("locked");
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(kept);
	}

	@Test
	void aLockedTagIsKept() {
		Digest kept = sandbox.customer().put(this.repository, "v1", StoredManifest.named("kept"));
		sandbox.customer().lock(this.repository, "v1");
		push("v1", "new");
		assertThat(awaitImport("kept").at("/error/code").asString()).isEqualTo("tag-locked");
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(kept);
	}

	@Test
	void theSamePushTwiceCostsOneImport() {
		Digest digest = sandbox.vendor().put(this.repository, "v1", StoredManifest.named("one"));
		assertThat(announce("v1", digest).statusCode()).isEqualTo(202);
		assertThat(announce("v1", digest).statusCode()).isEqualTo(200);
		awaitImport("succeeded");
		assertThat(announce("v1", digest).statusCode()).isEqualTo(200);
		assertThat(calls()).hasSize(1);
	}

	@Test
	void aTagMovesToWhatIsPushedLaterAndBack() {
		for (String content : List.of("one", "two", "one")) {
			Digest digest = push("latest", content);
			await().atMost(SOON)
				.until(() -> sandbox.customer().digest(this.repository, "latest").filter(digest::equals).isPresent());
		}
	}

	@Test
	void manyPushesOfOneTagCostAFewImportsAndEndAtTheNewest() {
		sandbox.arm().pollsUntilEnd(2);
		Digest last = null;
		for (int i = 0; i < 20; i++) {
			last = sandbox.vendor().put(this.repository, "latest", StoredManifest.named("build " + i));
			announce("latest", last);
		}
		await().atMost(SOON).until(() -> states().stream().noneMatch(List.of("pending", "importing")::contains));
		sandbox.arm().pollsUntilEnd(1);
		assertThat(sandbox.customer().digest(this.repository, "latest")).contains(last);
		assertThat(calls()).hasSizeLessThanOrEqualTo(5);
		assertThat(sandbox.arm().mostParallel(this.repository + ":latest")).isEqualTo(1);
		assertThat(states()).hasSize(20).contains("superseded");
	}

	@ParameterizedTest
	@CsvSource({ "bad-credentials, failed", "copy-error, pending", "no-role, pending", "source-firewall, pending",
			"throttled, pending" })
	void aFailureIsShownWithItsReason(String failure, String state) {
		this.repository = "tripinsights/fail-" + failure;
		push("v1", "one");
		await().atMost(SOON).until(() -> list().at("/imports/0/error/code").isString());
		JsonNode record = awaitImport(state);
		assertThat(record.at("/error/message").asString()).isNotBlank().doesNotContain(Sandbox.PASSWORD);
	}

	@Test
	void aParkedImportIsRetriedByHand() {
		sandbox.vendor().admit(Sandbox.USERNAME, "another password");
		Digest digest = push("v1", "one");
		String id = awaitImport("failed").at("/id").asString();
		assertThat(list().at("/imports/0/error/message").asString()).contains("acr-sync.sources.contoso.password");
		sandbox.vendor().admit(Sandbox.USERNAME, Sandbox.PASSWORD);
		HttpResponse<String> response = postTo("/imports/" + id, "");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(RunningService.json(response).at("/state").asString()).isIn("pending", "importing", "succeeded");
		awaitImport("succeeded");
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(digest);
		assertThat(postTo("/imports/" + id, "").statusCode()).as("nothing to retry any more").isEqualTo(409);
		assertThat(postTo("/imports/none", "").statusCode()).isEqualTo(404);
	}

	@Test
	void allParkedImportsAreRetriedAtOnce() {
		sandbox.vendor().admit(Sandbox.USERNAME, "another password");
		for (int i = 0; i < 3; i++) {
			push("v" + i, "one");
		}
		await().atMost(SOON).until(() -> states().equals(List.of("failed", "failed", "failed")));
		sandbox.vendor().admit(Sandbox.USERNAME, Sandbox.PASSWORD);
		String body = "{\"state\":\"failed\",\"source\":\"%s\",\"repository\":\"" + this.repository + "\"}";
		assertThat(postTo("/imports", body.formatted("nobody")).statusCode()).isEqualTo(400);
		assertThat(postTo("/imports", "{\"state\":\"failed\",\"code\":\"nonsense\"}").body())
			.contains("there is no trouble with this code", "source-unauthorized");
		assertThat(RunningService.json(postTo("/imports", body.formatted("contoso"))).at("/retried").asInt())
			.isEqualTo(3);
		await().atMost(SOON).until(() -> states().equals(List.of("succeeded", "succeeded", "succeeded")));
		assertThat(postTo("/imports", "{\"state\":\"succeeded\"}").statusCode()).isEqualTo(400);
	}

	@Test
	void operatorsFilterImports() {
		push("v1", "one");
		awaitImport("succeeded");
		push("v2", "two");
		awaitImport("succeeded");
		assertThat(tags("")).containsExactly("v2", "v1");
		assertThat(tags("&limit=1")).containsExactly("v2");
		assertThat(tags("&source=contoso&state=succeeded")).hasSize(2);
		assertThat(tags("&state=failed")).isEmpty();
		assertThat(getStatus("/imports?source=nobody")).isEqualTo(400);
		assertThat(list().at("/counts").propertyNames()).containsExactlyInAnyOrder("pending", "importing", "succeeded",
				"unchanged", "superseded", "gone", "kept", "failed");
		assertThat(getStatus("/imports?state=nonsense")).isEqualTo(400);
		assertThat(getStatus("/imports?limit=0")).isEqualTo(400);
		assertThat(getStatus("/imports/none")).isEqualTo(404);
	}

	@Test
	void operatorsSeeWhatTheyNeedAndNothingElse() {
		assertThat(health("/health")).isEqualTo("UP");
		assertThat(health("/health/liveness")).isEqualTo("UP");
		assertThat(health("/health/readiness")).isEqualTo("UP");
		assertThat(service.get("/info").at("/build/artifact").asString()).isEqualTo("acr-sync");
		assertThat(service.get("").at("/_links").propertyNames())
			.allMatch((name) -> List
				.of("self", "health", "health-path", "info", "prometheus", "sbom", "sbom-id", "imports", "imports-id",
						"completeness", "reconcile", "explain", "doctor", "status")
				.contains(name));
		for (String hidden : List.of("/env", "/beans", "/heapdump", "/configprops", "/loggers", "/shutdown",
				"/mappings", "/threaddump")) {
			assertThat(getStatus(hidden)).as(hidden).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/imports", "/actuator/prometheus", "/livez",
			"/readyz" })
	void thePublicListenerShowsNothingOfIt(String path) {
		HttpResponse<String> response = RunningService
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)));
		assertThat(response.statusCode()).isEqualTo(404);
	}

	@Test
	void metricsHaveTheirNames() {
		push("v1", "one");
		awaitImport("succeeded");
		String metrics = RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body();
		assertThat(metrics).contains("acr_sync_events_total{door=\"webhook\",outcome=\"accepted\",source=\"contoso\"}",
				"acr_sync_imports_total{outcome=\"succeeded\",source=\"contoso\",target=\"prod\"}",
				"acr_sync_imports_total{outcome=\"kept\",source=\"contoso\",target=\"prod\"} ",
				"acr_sync_import_seconds_bucket{le=\"1.0\"}", "acr_sync_import_seconds_count",
				"acr_sync_push_to_available_seconds_count", "acr_sync_queue_imports{state=\"pending\"}",
				"acr_sync_queue_imports{state=\"importing\"}", "acr_sync_queue_imports{state=\"failed\"}",
				"acr_sync_queue_oldest_seconds",
				"acr_sync_azure_requests_seconds_count{operation=\"import\",status=\"202\"}",
				"acr_sync_azure_requests_seconds_count{operation=\"poll\",status=\"200\"}");
		assertThat(metrics).doesNotContain("tripinsights").doesNotContain("sha256");
	}

	private Digest push(String tag, String content) {
		return sandbox.vendor().push(this.repository, tag, StoredManifest.named(content));
	}

	private HttpResponse<String> announce(String tag, Digest digest) {
		return service.post(AcrEvents.push(HOST, this.repository, tag, digest));
	}

	private List<ImportCall> calls() {
		return sandbox.arm()
			.calls()
			.stream()
			.filter((call) -> call.sourceImage().startsWith(this.repository + "@"))
			.toList();
	}

	private JsonNode awaitImport(String state) {
		await().atMost(SOON).until(() -> state.equals(list().at("/imports/0/state").asString("")));
		return list().at("/imports/0");
	}

	private JsonNode list() {
		return list("");
	}

	private JsonNode list(String query) {
		return service.get("/imports?repository=" + this.repository + query);
	}

	private List<String> states() {
		return list().at("/imports").valueStream().map((it) -> it.at("/state").asString()).toList();
	}

	private List<String> tags(String query) {
		return list(query).at("/imports").valueStream().map((it) -> it.at("/tag").asString()).toList();
	}

	private static String health(String path) {
		return service.get(path).at("/status").asString();
	}

	private static int getStatus(String path) {
		return RunningService.send(HttpRequest.newBuilder(service.actuator(path))).statusCode();
	}

	private static HttpResponse<String> postTo(String path, String body) {
		return RunningService.send(HttpRequest.newBuilder(service.actuator(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

}
