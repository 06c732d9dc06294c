package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import dev.acrsync.image.Digest;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a webhook loses is found, imported, and counted.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissedEventsTests {

	private static final String HOST = "contoso.azurecr.io";

	private static final long SEED = 20_261_124;

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final Duration GRACE = Duration.ofMinutes(2);

	private Sandbox sandbox;

	@AutoClose
	private FaultStage stage;

	@BeforeEach
	void open() {
		this.sandbox = Sandbox.start();
		this.stage = new FaultStage(this.sandbox, "acr-sync.imports.concurrency=8");
	}

	@Test
	void whatAWebhookLosesAtRandomIsBroughtByEachPassAndCountedExactly(CapturedOutput output) {
		Random random = new Random(SEED);
		Map<String, Digest> expected = new HashMap<>();
		for (String image : images()) {
			expected.put(image, put(image, "old"));
		}
		pass();
		awaitComplete();
		int lost = 0;
		for (int round = 0; round < 3; round++) {
			List<String> images = new ArrayList<>(images());
			Collections.shuffle(images, random);
			for (String image : images.subList(0, 20)) {
				Digest digest = put(image, "round " + round);
				expected.put(image, digest);
				if (random.nextInt(3) == 0) {
					lost++;
				}
				else {
					assertThat(announce(image, digest)).isEqualTo(202);
				}
			}
			pass();
			awaitComplete();
			expected
				.forEach((image, digest) -> assertThat(this.sandbox.customer().digest(repository(image), tag(image)))
					.as(image)
					.contains(digest));
			assertThat(this.stage.service().get("/completeness").at("/rows/0/matching").asInt()).isEqualTo(30);
		}
		assertThat(lost).isBetween(10, 30);
		assertThat(missed()).isZero();
		this.stage.skip(GRACE.plusSeconds(1));
		double all = lost;
		await().atMost(SOON).until(() -> missed() == all);
		pass();
		assertThat(missed()).isEqualTo(lost);
		assertThat(output).contains("No event announced").contains("az acr webhook list-events --registry contoso");
		JsonNode health = this.stage.service().get("/health").at("/components/webhooks");
		assertThat(health.at("/status").asString()).isEqualTo("UP");
		assertThat(health.at("/details/contoso/missedEvents").asInt()).isEqualTo(lost);
		assertThat(health.at("/details/contoso/warning").asString())
			.startsWith("No event has come by the vendor's webhook since ");
	}

	@Test
	void anEventThatComesAfterThePassAndWithinTheGraceIsNotMissed(CapturedOutput output) {
		put("tripinsights/poi:v1", "old");
		pass();
		awaitComplete();
		Digest late = put("tripinsights/poi:v1", "late");
		Digest never = put("tripinsights/poi:v2", "never");
		pass();
		awaitComplete();
		assertThat(announce("tripinsights/poi:v1", late)).isEqualTo(200);
		assertThat(
				RunningService
					.send(HttpRequest.newBuilder(this.stage.service().webhook("contoso"))
						.header("Content-Type", "application/json")
						.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
						.POST(HttpRequest.BodyPublishers.ofString(
								"[" + GridEvents.event(AcrEvents.push(HOST, "tripinsights/poi", "v1", late)) + "]")))
					.statusCode())
			.isEqualTo(200);
		SourceCalls calls = this.stage.service().bean(SourceCalls.class);
		await().atMost(SOON).until(() -> calls.calledLast("contoso").equals(Optional.of("event-grid")));
		this.stage.skip(GRACE.plusSeconds(1));
		await().atMost(SOON).until(() -> missed() == 1);
		await().atMost(SOON)
			.untilAsserted(
					() -> assertThat(output).contains("Event Grid's subscription to /webhooks/contoso did not bring it")
						.doesNotContain("az acr webhook list-events"));
		assertThat(this.stage.service().get("/health").at("/components/webhooks/details/contoso/warning").asString())
			.startsWith("No event has come by Event Grid's subscription since ");
		assertThat(this.stage.service().get("/doctor").toString()).contains("Event Grid sent its last event at ");
		assertThat(announce("tripinsights/poi:v2", never)).isEqualTo(200);
		pass();
		assertThat(missed()).isEqualTo(1);
	}

	@Test
	void whatWasThereBeforeTheFirstPassIsNotMissed() {
		put("tripinsights/poi:v1", "old");
		pass();
		awaitComplete();
		this.stage.skip(GRACE.plusSeconds(1));
		pass();
		assertThat(missed()).isZero();
		assertThat(this.stage.service().get("/health").at("/components/webhooks/details").propertyNames()).isEmpty();
	}

	private static List<String> images() {
		List<String> images = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			images.add("tripinsights/repository-" + i % 3 + ":v" + i / 3);
		}
		return images;
	}

	private Digest put(String image, String content) {
		return this.sandbox.vendor().put(repository(image), tag(image), StoredManifest.named(image + " " + content));
	}

	private int announce(String image, Digest digest) {
		return this.stage.service().post(AcrEvents.push(HOST, repository(image), tag(image), digest)).statusCode();
	}

	private static String repository(String image) {
		return image.substring(0, image.indexOf(':'));
	}

	private static String tag(String image) {
		return image.substring(image.indexOf(':') + 1);
	}

	private void pass() {
		assertThat(RunningService
			.send(HttpRequest.newBuilder(this.stage.service().actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()))
			.statusCode()).isEqualTo(202);
		await().atMost(SOON).until(() -> "idle".equals(this.stage.service().get("/reconcile").at("/state").asString()));
	}

	private void awaitComplete() {
		await().atMost(SOON).until(() -> this.stage.service().get("/completeness").at("/complete").asBoolean());
	}

	private double missed() {
		return this.stage.service()
			.bean(MeterRegistry.class)
			.get("acr.sync.missed.events")
			.tag("source", "contoso")
			.counter()
			.count();
	}

}
