package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;

import dev.acrsync.sandbox.Sandbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More imports than Azure Resource Manager takes at once are not refused but wait, and
 * none fails for it.
 */
class AzurePaceTests {

	private static final int IMAGES = 320;

	@Test
	void asksForNoMoreThanAzureTakes() {
		try (Sandbox sandbox = Sandbox.start();
				FaultStage stage = new FaultStage(sandbox, "acr-sync.sources.contoso.webhook.rate-limit=1000000")) {
			sandbox.arm().throttle();
			sandbox.arm().retryAfter(Duration.ofSeconds(10));
			sandbox.arm().operationsTake(Duration.ofMillis(100));
			for (int i = 0; i < IMAGES; i++) {
				stage.push("tripinsights/poi-" + i);
			}
			Awaitility.await()
				.atMost(Duration.ofMinutes(2))
				.until(() -> counts(stage).at("/succeeded").asInt() == IMAGES);
			assertThat(sandbox.arm().requests("POST")).isGreaterThanOrEqualTo(IMAGES);
			assertThat(sandbox.arm().throttledImports()).isLessThan(IMAGES / 50);
			assertThat(sandbox.arm().throttledPolls()).isZero();
			assertThat(counts(stage).at("/failed").asInt()).isZero();
			assertThat(sandbox.arm().mostParallel()).isGreaterThan(8);
		}
	}

	private static JsonNode counts(FaultStage stage) {
		return RunningService
			.json(RunningService.send(HttpRequest.newBuilder(stage.service().actuator("/imports?limit=1"))))
			.at("/counts");
	}

}
