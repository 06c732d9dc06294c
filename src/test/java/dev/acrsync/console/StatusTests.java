package dev.acrsync.console;

import java.net.http.HttpRequest;
import java.time.Duration;

import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.RegistryQuota;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The glance tells what is there, what failed and what cures it, over real sockets.
 */
class StatusTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String SIGNATURE = "application/vnd.cncf.notary.signature";

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		this.service = RunningService.start(this.sandbox,
				"acr-sync.sources.contoso.password-expires-at=2099-05-01T00:00:00Z",
				"acr-sync.sources.contoso.rules[0].overwrite=never");
	}

	@Test
	void whatNoComparisonHasSeenIsNotCalledComplete() {
		JsonNode status = this.service.get("/status");
		assertThat(status.at("/complete").asBoolean()).isFalse();
		assertThat(status.at("/verdict").asString()).isEqualTo("unproved");
		assertThat(status.at("/sentence").asString()).contains("no comparison has come to its end yet");
	}

	@Test
	void itTellsAtAGlance() {
		this.service.post(AcrEvents.ping());
		this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one"));
		this.sandbox.vendor().push("tripinsights/trips", "v1", StoredManifest.named("two"));
		awaitStatus("/arrivals/images", "2");
		pass();
		awaitStatus("/complete", "true");
		JsonNode status = this.service.get("/status");
		assertThat(status.at("/verdict").asString()).isEqualTo("complete");
		assertThat(status.at("/sentence").asString())
			.startsWith("Complete: 2 of 2 images of 1 source are here, checked ");
		assertThat(status.at("/arrivals/hours").size()).isEqualTo(24);
		assertThat(status.at("/arrivals/p99Seconds").asDouble()).isPositive();
		assertThat(status.at("/readiness").asString()).isEqualTo("UP");
		assertThat(status.at("/sources/0/source").asString()).isEqualTo("contoso");
		assertThat(status.at("/sources/0/rules/0/images/present").asInt()).isEqualTo(2);
		assertThat(status.at("/sources/0/calls").valueStream().map((it) -> it.at("/kind").asString()))
			.containsExactly("event", "ping");
		assertThat(status.at("/passwords/0/of").asString()).isEqualTo("source contoso");
		assertThat(status.at("/passwords/0/endsAt").asString()).startsWith("2099-05-01");
		assertThat(status.at("/targets/0/concurrency").asInt()).isPositive();
		assertThat(status.at("/service/replicas").size()).isEqualTo(1);
		assertThat(status.at("/service/database").asString()).isEqualTo("sqlite");
		assertThat(status.at("/comparison/state").asString()).isEqualTo("idle");
		assertThat(status.at("/unknown").isEmpty()).isTrue();
	}

	@Test
	void whatFailedIsTheRestsFirstAndNamesItsCure() {
		for (String fault : new String[] { "fail-copy-error", "fail-bad-credentials", "fail-no-role" }) {
			this.sandbox.vendor().push("tripinsights/" + fault, "v1", StoredManifest.named(fault));
		}
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(
					this.service.get("/status").at("/troubles").valueStream().map((it) -> it.at("/code").asString()))
				.containsExactly("source-unauthorized", "target-role-missing", "copy-failed"));
		JsonNode status = this.service.get("/status");
		assertThat(status.at("/verdict").asString()).isEqualTo("incomplete");
		assertThat(status.at("/sentence").asString()).startsWith("Not complete: 3 images have not arrived; the oldest")
			.contains("First of all: The user or password at the source is wrong");
		JsonNode parked = status.at("/troubles/0");
		assertThat(parked.at("/state").asString()).isEqualTo("failed");
		assertThat(parked.at("/image").asString()).isEqualTo("tripinsights/fail-bad-credentials:v1");
		assertThat(parked.at("/command").asString()).startsWith("az acr token show --registry contoso ");
		assertThat(status.at("/troubles/1/command").asString()).contains("--scope " + Sandbox.RESOURCE_ID);
		assertThat(status.at("/troubles/2/who").asString()).isEqualTo("nobody");
		assertThat(status.at("/todo").size()).isEqualTo(2);
		assertThat(parked.propertyNames()).contains("who").doesNotContain("runner");
		assertThat(status.toString()).doesNotContain(Sandbox.PASSWORD, Sandbox.WEBHOOK_SECRET);
	}

	@Test
	void whatIsKeptIsToldAndNeedsNobody() {
		this.sandbox.customer().put("tripinsights/poi", "v1", StoredManifest.named("other"));
		this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one"));
		awaitStatus("/left/0/state", "kept");
		JsonNode status = this.service.get("/status");
		assertThat(status.at("/left/0/image").asString()).isEqualTo("tripinsights/poi:v1");
		assertThat(status.at("/left/0/images").asInt()).isEqualTo(1);
		assertThat(status.at("/left/0/who").asString()).isEqualTo("nobody");
		assertThat(status.at("/troubles").isEmpty()).isTrue();
		assertThat(status.at("/todo").isEmpty()).isTrue();
	}

	@Test
	void whatARegistryOnlyPutsOffNeedsNobody() {
		this.sandbox.vendor().limit(new RegistryQuota(10_000, 0, 10_000));
		this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one"));
		assertNobodyIsNeeded("too many requests");
	}

	@Test
	void aSignatureThatAzureFailsToCopyForOnceNeedsNobody() {
		StoredManifest image = StoredManifest.named("one");
		this.sandbox.vendor().put("tripinsights/poi", StoredManifest.referring("signature", image.digest(), SIGNATURE));
		this.sandbox.arm()
			.failOperations((call) -> !call.sourceImage().endsWith(image.digest().value()), "InvalidParameters",
					"Error copying blobs");
		this.sandbox.vendor().push("tripinsights/poi", "v1", image);
		assertNobodyIsNeeded("it often can at another time");
	}

	private void assertNobodyIsNeeded(String message) {
		awaitStatus("/troubles/0/code", "referrer-not-arrived");
		JsonNode status = this.service.get("/status");
		assertThat(status.at("/troubles/0/message").asString()).contains(message);
		assertThat(status.at("/troubles/0/who").asString()).isEqualTo("nobody");
		assertThat(status.at("/todo").isEmpty()).isTrue();
		assertThat(status.at("/sentence").asString()).doesNotContain("needs you", "First of all");
	}

	private void awaitStatus(String pointer, String value) {
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.service.get("/status").at(pointer).asString()).isEqualTo(value));
	}

	private void pass() {
		assertThat(RunningService
			.send(HttpRequest.newBuilder(this.service.actuator("/reconcile")).POST(HttpRequest.BodyPublishers.noBody()))
			.statusCode()).isEqualTo(202);
	}

}
