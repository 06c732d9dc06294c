package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An image that is announced does not wait behind what a comparison has found, however
 * much that is, and however few imports run at once.
 */
class BacklogTests {

	private static final int BACKLOG = 300;

	/** Until an image of the backlog is there. */
	private static final Duration SLOW = Duration.ofMinutes(2);

	/** So slow that the patience of nobody who has a place ends meanwhile. */
	private static final FasterPause PAUSE = new FasterPause(4);

	/** For machines that have other things to do. */
	private static final Duration SLACK = Duration.ofSeconds(10);

	@Test
	void anAnnouncedImageGoesPastABacklog() {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, Clock.systemUTC(), PAUSE,
						"acr-sync.imports.concurrency=8")) {
			sandbox.arm()
				.operationsTake((call) -> call.sourceImage().contains("backlog") ? SLOW : Duration.ofMillis(200));
			Duration idle = push(sandbox, "idle", SLACK);
			for (int i = 0; i < BACKLOG; i++) {
				sandbox.vendor().put("tripinsights/backlog-" + i % 5, "v" + i, StoredManifest.named("backlog " + i));
			}
			RunningService.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()));
			await().atMost(Duration.ofSeconds(30))
				.until(() -> open(service) == BACKLOG && sandbox.arm().running() >= 7);
			for (int i = 0; i < 3; i++) {
				push(sandbox, "busy-" + i, idle.multipliedBy(2).plus(SLACK));
			}
			assertThat(open(service)).as("all of the backlog").isGreaterThanOrEqualTo(BACKLOG);
		}
	}

	private static int open(RunningService service) {
		return service.get("/imports?limit=1").at("/counts/pending").asInt()
				+ service.get("/imports?limit=1").at("/counts/importing").asInt();
	}

	private static Duration push(Sandbox sandbox, String tag, Duration most) {
		Instant start = Instant.now();
		Digest digest = sandbox.vendor().push("tripinsights/poi", tag, StoredManifest.named(tag));
		await().atMost(most)
			.until(() -> sandbox.customer().digest("tripinsights/poi", tag).filter(digest::equals).isPresent());
		return Duration.between(start, Instant.now());
	}

}
