package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A target that has had too many requests, over real sockets.
 */
class ThrottlingRegistryTests {

	private static final String POI = "tripinsights/poi";

	private static final int PUSHES = 5;

	@Test
	void isWaitedForWithoutAnAttemptABreakerOrALoss() {
		SettableClock clock = new SettableClock("2026-11-27T12:00:00Z");
		try (Sandbox sandbox = Sandbox.start(); RunningService service = RunningService.start(sandbox, clock)) {
			sandbox.arm().retryAfter(Duration.ZERO);
			sandbox.vendor().push(POI, "first", StoredManifest.named("first"));
			Awaitility.await().until(() -> sandbox.customer().digest(POI, "first").isPresent());
			sandbox.customer().bar(429);
			List<Digest> digests = new ArrayList<>();
			for (int i = 0; i < PUSHES; i++) {
				digests.add(sandbox.vendor().push(POI, "v" + i, StoredManifest.named("image " + i)));
			}
			Awaitility.await("put off")
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(service.get("/imports?state=pending").at("/imports")).hasSize(PUSHES)
					.allSatisfy(ThrottlingRegistryTests::isPutOff));
			assertThat(RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body())
				.contains("acr_sync_registry_open{registry=\"customer.azurecr.io\"} 0");
			sandbox.customer().unbar();
			Awaitility.await("there").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				clock.goOn(Duration.ofSeconds(2));
				for (int i = 0; i < PUSHES; i++) {
					assertThat(sandbox.customer().digest(POI, "v" + i)).contains(digests.get(i));
				}
				assertThat(service.get("/imports?state=succeeded").at("/imports")).hasSize(PUSHES + 1)
					.allSatisfy((it) -> assertThat(it.at("/attempts").asInt()).isEqualTo(1));
			});
		}
	}

	private static void isPutOff(JsonNode record) {
		assertThat(record.at("/error/code").asString()).isEqualTo("target-unreadable");
		assertThat(record.at("/error/message").asString()).containsAnyOf("too many requests", "429");
	}

}
