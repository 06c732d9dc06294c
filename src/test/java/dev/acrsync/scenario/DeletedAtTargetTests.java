package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A customer's own clean-up of a target is left as it is where a rule says so, and shown.
 */
class DeletedAtTargetTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String POI = "tripinsights/poi";

	@Test
	void whatWasDeletedIsLeftAndShown() {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox,
						"acr-sync.sources.contoso.rules[0].deleted-at-target=leave")) {
			sandbox.arm().retryAfter(Duration.ZERO);
			sandbox.vendor().push(POI, "v1", StoredManifest.named("one"));
			await().atMost(SOON).until(() -> service.get("/imports").at("/counts/succeeded").asInt() == 1);
			sandbox.customer().delete(POI, "v1");
			pass(service);
			assertThat(service.get("/reconcile").at("/found").asInt()).isZero();
			assertThat(sandbox.customer().digest(POI, "v1")).isEmpty();
			assertThat(service.get("/completeness").at("/rows/0/images/removed").asInt()).isEqualTo(1);
			assertThat(service.get("/completeness").at("/complete").asBoolean()).isTrue();
			assertThat(service.get("/doctor").toString()).contains(
					"1 of its images were deleted at the target, such as customer.azurecr.io/tripinsights/poi:v1");
			assertThat(service.get("/explain?source=contoso&repository=" + POI + "&tag=v1")
				.at("/targets/0/standing")
				.asString()).isEqualTo("removed");
		}
	}

	private static void pass(RunningService service) {
		assertThat(RunningService
			.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()))
			.statusCode()).isEqualTo(202);
		await().atMost(SOON).until(() -> "idle".equals(service.get("/reconcile").at("/state").asString()));
	}

}
