package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole way of what no event told of, over real sockets.
 */
class ComparisonTests {

	private static final String POI = "tripinsights/poi";

	private static final String UNAUTHORIZED = "Invalid message Unauthorized Unauthorized {\"errors\":[{\"code\":"
			+ "\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}";

	private static final Duration SOON = Duration.ofSeconds(30);

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		this.service = RunningService.start(this.sandbox);
	}

	@Test
	void aPassBringsWhatTheRulesLetInAndNothingElse() {
		Digest digest = this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		this.sandbox.vendor().put(POI, "v1-rc1", StoredManifest.named("candidate"));
		this.sandbox.vendor().put("other/poi", "v1", StoredManifest.named("other"));
		pass();
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		assertThat(this.sandbox.customer().digest(POI, "v1")).contains(digest);
		assertThat(this.sandbox.customer().digest(POI, "v1-rc1")).isEmpty();
		assertThat(this.sandbox.customer().digest("other/poi", "v1")).isEmpty();
		assertThat(imports().at("/imports/0/origin").asString()).isEqualTo("backfill");
		JsonNode status = this.service.get("/reconcile");
		assertThat(status.at("/checkedRepositories").asInt()).isEqualTo(1);
		assertThat(status.at("/found").asInt()).isEqualTo(1);
		assertThat(status.at("/succeededAt").isString()).isTrue();
	}

	@Test
	void aPassPutsBackWhatTheTargetLost() {
		Digest digest = this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		pass();
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(POI, "v1").isPresent());
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		this.sandbox.customer().delete(POI, "v1");
		pass();
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(POI, "v1").filter(digest::equals).isPresent());
		assertThat(imports().at("/imports/0/origin").asString()).isEqualTo("reconcile");
	}

	@Test
	void aSecondPassOverTheSameHandsInNothing() {
		this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		pass();
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).isZero();
		assertThat(imports().at("/imports")).hasSize(1);
	}

	@Test
	void whatIsParkedIsNotHandedInAgain() {
		this.sandbox.vendor().put("tripinsights/fail-bad-credentials", "v1", StoredManifest.named("one"));
		pass();
		await().atMost(SOON).until(() -> imports().at("/counts/failed").asInt() == 1);
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).isZero();
		assertThat(imports().at("/imports")).hasSize(1);
	}

	@Test
	void aSignatureThatIsPushedAfterItsImageIsBroughtByTheNextPass() {
		StoredManifest image = StoredManifest.named("one");
		this.sandbox.vendor().push(POI, "v1", image);
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).isZero();
		Digest signature = putSignature(image);
		assertThat(RunningService.json(post("/reconcile?dryRun=true")).at("/count").asInt()).isEqualTo(1);
		pass();
		JsonNode status = this.service.get("/reconcile");
		assertThat(status.at("/found").asInt()).isEqualTo(1);
		assertThat(status.at("/referrers").toString()).isEqualTo("{\"looked\":1,\"later\":0,\"untold\":0}");
		await().atMost(SOON).until(() -> imports().at("/counts/unchanged").asInt() == 1);
		assertThat(has(signature)).isTrue();
		assertThat(imports().at("/imports/0/origin").asString()).isEqualTo("reconcile");
		assertThat(completeness().at("/rows/0/images/present").asInt()).isEqualTo(1);
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).isZero();
		assertThat(imports().at("/imports")).hasSize(2);
	}

	@Test
	void anImageWhoseSignatureIsParkedIsNotHandedInAgain() {
		StoredManifest image = StoredManifest.named("one");
		this.sandbox.vendor().push(POI, "v1", image);
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		Digest signature = putSignature(image);
		this.sandbox.arm().failOperations("InvalidParameters", UNAUTHORIZED);
		pass();
		await().atMost(SOON).until(() -> imports().at("/counts/failed").asInt() == 1);
		assertThat(imports().at("/imports/0/error/code").asString()).isEqualTo("referrer-not-arrived");
		pass();
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).isZero();
		assertThat(imports().at("/imports")).hasSize(2);
		assertThat(completeness().at("/complete").asBoolean()).isFalse();
		assertThat(completeness().at("/rows/0/images/failed").asInt()).isEqualTo(1);
		this.sandbox.arm().succeedOperations();
		post("/imports/" + imports().at("/imports/0/id").asString());
		await().atMost(SOON).until(() -> has(signature));
		await().atMost(SOON).until(() -> completeness().at("/complete").asBoolean());
	}

	@Test
	void aDryRunTellsAndDoesNothing() {
		Digest digest = this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		HttpResponse<String> answer = post("/reconcile?dryRun=true");
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode plan = RunningService.json(answer);
		assertThat(plan.at("/count").asInt()).isEqualTo(1);
		assertThat(plan.at("/images/0/source").asString()).isEqualTo("contoso.azurecr.io/" + POI + ":v1");
		assertThat(plan.at("/images/0/digest").asString()).isEqualTo(digest.value());
		assertThat(plan.at("/images/0/target").asString()).isEqualTo("customer.azurecr.io/" + POI + ":v1");
		assertThat(imports().at("/imports")).isEmpty();
		assertThat(this.service.get("/reconcile").at("/startedAt").isString()).isFalse();
	}

	@Test
	void theReportSaysWhatIsCompleteAndWhatIsNot() {
		assertThat(completeness().at("/complete").asBoolean()).isFalse();
		this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		this.sandbox.vendor().put(POI, "v2", StoredManifest.named("two"));
		this.sandbox.vendor().put("tripinsights/fail-bad-credentials", "v1", StoredManifest.named("bad"));
		this.sandbox.customer().put(POI, "v2", StoredManifest.named("two"));
		pass();
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		await().atMost(SOON).until(() -> imports().at("/counts/failed").asInt() == 1);
		JsonNode report = completeness();
		JsonNode row = report.at("/rows/0");
		assertThat(report.at("/complete").asBoolean()).isFalse();
		assertThat(row.at("/source").asString()).isEqualTo("contoso");
		assertThat(row.at("/repositories/0").asString()).isEqualTo("tripinsights/*");
		assertThat(row.at("/target").asString()).isEqualTo("prod");
		assertThat(row.at("/matching").asInt()).isEqualTo(3);
		assertThat(row.at("/images/present").asInt()).isEqualTo(2);
		assertThat(row.at("/images/failed").asInt()).isEqualTo(1);
		assertThat(row.at("/images/missing").asInt()).isZero();
		this.sandbox.vendor().delete("tripinsights/fail-bad-credentials", "v1");
		pass();
		assertThat(completeness().at("/complete").asBoolean()).isTrue();
		assertThat(completeness().at("/rows/0/matching").asInt()).isEqualTo(2);
	}

	@Test
	void whatTheLedgerKnowsNowKeepsTheReportFromSayingComplete() {
		this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		this.sandbox.customer().put(POI, "v1", StoredManifest.named("one"));
		pass();
		assertThat(completeness().at("/complete").asBoolean()).isTrue();
		for (int i = 0; i < 3; i++) {
			this.sandbox.vendor().push("tripinsights/fail-bad-credentials", "v" + i, StoredManifest.named("bad " + i));
		}
		await().atMost(SOON).until(() -> imports().at("/counts/failed").asInt() == 3);
		this.sandbox.arm().pollsUntilEnd(1_000_000);
		this.sandbox.arm().retryAfter(Duration.ofSeconds(1));
		this.sandbox.vendor().push(POI, "v2", StoredManifest.named("two"));
		await().atMost(SOON).until(() -> imports().at("/counts/importing").asInt() == 1);
		JsonNode row = completeness().at("/rows/0");
		assertThat(completeness().at("/complete").asBoolean()).isFalse();
		assertThat(row.at("/complete").asBoolean()).isFalse();
		assertThat(row.at("/images").toString())
			.startsWith("{\"present\":1,\"importing\":1,\"kept\":0,\"failed\":3,\"missing\":0,\"skipped\":0");
		assertThat(row.at("/matching").asInt()).isEqualTo(5);
		assertThat(
				RunningService.send(HttpRequest.newBuilder(this.service.actuator("/completeness?format=csv"))).body())
			.contains("\"tripinsights/*\",\"prod\",\"false\",\"5\",\"1\",\"1\",\"0\",\"3\"");
		awaitMetrics(
				"acr_sync_completeness_images{rule=\"0\",source=\"contoso\",state=\"failed\",target=\"prod\"} 3.0");
		this.sandbox.arm().pollsUntilEnd(1);
		await().atMost(SOON).until(() -> completeness().at("/rows/0/images/importing").asInt() == 0);
		for (int i = 0; i < 3; i++) {
			this.sandbox.vendor().delete("tripinsights/fail-bad-credentials", "v" + i);
		}
		pass();
		assertThat(completeness().at("/complete").asBoolean()).isTrue();
	}

	@Test
	void theFiguresAreMetricsToo() {
		this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		this.sandbox.customer().put(POI, "v1", StoredManifest.named("one"));
		pass();
		String labels = "{rule=\"0\",source=\"contoso\",target=\"prod\"";
		awaitMetrics(
				"acr_sync_completeness_images{rule=\"0\",source=\"contoso\",state=\"present\",target=\"prod\"} 1.0",
				"acr_sync_completeness_images{rule=\"0\",source=\"contoso\",state=\"missing\",target=\"prod\"} 0.0",
				"acr_sync_completeness_unchecked" + labels + "} 0.0",
				"acr_sync_drift_oldest_seconds" + labels + "} 0.0",
				"acr_sync_missed_events_total{source=\"contoso\"} 0.0",
				"acr_sync_reconcile_last_success_timestamp_seconds 1.");
	}

	/**
	 * They are read some moments before, for all who ask.
	 */
	private void awaitMetrics(String... lines) {
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(
					RunningService.send(HttpRequest.newBuilder(this.service.actuator("/prometheus"))).body())
				.contains(lines));
	}

	@Test
	void theReportIsAlsoATableForSpreadsheets() {
		pass();
		HttpResponse<String> byHeader = RunningService
			.send(HttpRequest.newBuilder(this.service.actuator("/completeness")).header("Accept", "text/csv"));
		assertThat(byHeader.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("text/csv"));
		assertThat(byHeader.body().lines()).hasSize(2)
			.last()
			.asString()
			.startsWith("\"contoso\",\"0\",\"tripinsights/*\",\"prod\",\"true\",\"0\"");
		assertThat(
				RunningService.send(HttpRequest.newBuilder(this.service.actuator("/completeness?format=csv"))).body())
			.isEqualTo(byHeader.body());
	}

	@Test
	void aTargetThatCannotBeReadIsNotTakenForAnEmptyOne() {
		this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		this.sandbox.customer().put(POI, "v1", StoredManifest.named("one"));
		this.sandbox.customer().bar(403);
		pass();
		JsonNode row = completeness().at("/rows/0");
		assertThat(row.at("/complete").asBoolean()).isFalse();
		assertThat(row.at("/images/missing").asInt()).isZero();
		assertThat(row.at("/unchecked").asInt()).as("the repository, and that no comparison has gone through")
			.isEqualTo(2);
		assertThat(row.at("/uncheckedReasons/0/repository").asString()).isEqualTo(POI);
		assertThat(row.at("/uncheckedReasons/0/reason").asString()).contains("Target 'prod' cannot be read");
		assertThat(imports().at("/imports")).isEmpty();
		assertThat(this.service.get("/reconcile").at("/trouble").asString())
			.startsWith("Nothing of source 'contoso' could be compared: Target 'prod' cannot be read");
		assertThat(this.service.get("/reconcile").has("succeededAt")).isFalse();
		this.sandbox.customer().unbar();
		pass();
		assertThat(completeness().at("/complete").asBoolean()).isTrue();
		assertThat(this.service.get("/reconcile").has("succeededAt")).isTrue();
	}

	@Test
	void aHiddenCatalogIsReportedAndWhatIsKnownIsComparedAllTheSame() {
		Digest one = this.sandbox.vendor().push(POI, "v1", StoredManifest.named("one"));
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(POI, "v1").filter(one::equals).isPresent());
		this.sandbox.vendor().hideCatalog();
		Digest two = this.sandbox.vendor().put(POI, "v2", StoredManifest.named("two"));
		this.sandbox.vendor().put("tripinsights/never-seen", "v1", StoredManifest.named("unknown"));
		pass();
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(POI, "v2").filter(two::equals).isPresent());
		JsonNode row = completeness().at("/rows/0");
		assertThat(row.at("/complete").asBoolean()).isFalse();
		assertThat(row.at("/uncheckedReasons/0/reason").asString()).startsWith("The catalog cannot be read");
	}

	@Test
	void anExplanationSaysWhoDecidesAndWhatIsThere() {
		Digest digest = this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
		JsonNode allowed = this.service.get("/explain?source=contoso&repository=" + POI + "&tag=v1");
		assertThat(allowed.at("/decision").asString()).isEqualTo("allowed");
		assertThat(allowed.at("/rule").asInt()).isZero();
		assertThat(allowed.at("/source/digest").asString()).isEqualTo(digest.value());
		assertThat(allowed.at("/targets/0/image").asString()).isEqualTo("customer.azurecr.io/" + POI + ":v1");
		assertThat(allowed.at("/targets/0/holds").propertyNames()).isEmpty();
		JsonNode refused = this.service.get("/explain?source=contoso&repository=" + POI + "&tag=v1-rc1");
		assertThat(refused.at("/decision").asString()).isEqualTo("tag-not-allowed");
		assertThat(refused.at("/rules/0/reason").asString()).isEqualTo("exclude-tags '*-rc*' leaves it out");
		assertThat(RunningService
			.send(HttpRequest.newBuilder(this.service.actuator("/explain?source=fabrikam&repository=poi&tag=v1")))
			.statusCode()).isEqualTo(400);
	}

	private Digest putSignature(StoredManifest image) {
		return this.sandbox.vendor()
			.put(POI, StoredManifest.referring("signature", image.digest(), "application/vnd.cncf.notary.signature"));
	}

	private boolean has(Digest digest) {
		return this.sandbox.customer().manifest(POI, digest.value()).isPresent();
	}

	private JsonNode completeness() {
		return this.service.get("/completeness");
	}

	private void pass() {
		assertThat(post("/reconcile").statusCode()).isEqualTo(202);
		await().atMost(SOON).until(() -> "idle".equals(this.service.get("/reconcile").at("/state").asString()));
	}

	private JsonNode imports() {
		return this.service.get("/imports");
	}

	private HttpResponse<String> post(String path) {
		return RunningService.send(HttpRequest.newBuilder(this.service.actuator(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

}
