package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.TrafficKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A dry run that takes long, over real sockets.
 */
class LongDryRunTests {

	/** The first that a comparison comes to. */
	private static final String POI = "tripinsights/a-poi";

	/** A dry run over so many takes a minute. */
	private static final int REPOSITORIES = 300;

	private static final Duration SOON = Duration.ofSeconds(30);

	private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

	@Test
	void keepsNeitherProbesWaitingNorAComparisonNorAnotherDryRun() throws InterruptedException {
		try (Sandbox sandbox = Sandbox.start(); RunningService service = RunningService.start(sandbox)) {
			sandbox.arm().retryAfter(Duration.ZERO);
			sandbox.vendor().slowDownBy(Duration.ofMillis(200));
			for (int i = 0; i < REPOSITORIES; i++) {
				sandbox.vendor().put("tripinsights/other" + i, "v1", StoredManifest.named("one"));
			}
			Digest digest = sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
			CompletableFuture<HttpResponse<String>> plan = CompletableFuture
				.supplyAsync(() -> post(service, "?dryRun=true"), this.clients);
			try {
				await().atMost(SOON).until(() -> sandbox.vendor().requests(TrafficKind.LIST) > 0);
				List<CompletableFuture<HttpResponse<String>>> others = Stream
					.generate(() -> CompletableFuture.supplyAsync(() -> post(service, "?dryRun=true"), this.clients))
					.limit(64)
					.toList();
				assertThat(CompletableFuture.supplyAsync(
						() -> RunningService.send(HttpRequest.newBuilder(service.actuator("/health/liveness"))),
						this.clients))
					.succeedsWithin(Duration.ofSeconds(5))
					.returns(200, HttpResponse::statusCode);
				// Of a full port, some make room.
				assertThat(CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).handle((_, _) -> "done"))
					.succeedsWithin(SOON);
				HttpResponse<String> refused = post(service, "?dryRun=true");
				assertThat(refused.statusCode()).isEqualTo(409);
				assertThat(RunningService.json(refused).at("/error").asString()).isEqualTo(
						"Another dry run is under way: ask again when it is answered, or after two minutes, when it gives way");
				assertThat(post(service, "").statusCode()).isEqualTo(202);
				await().atMost(SOON)
					.until(() -> sandbox.customer().digest(POI, "v1").filter(digest::equals).isPresent());
				assertThat(plan).isNotDone();
			}
			finally {
				sandbox.vendor().slowDownBy(Duration.ZERO);
			}
			assertThat(plan).succeedsWithin(SOON.multipliedBy(3)).returns(200, HttpResponse::statusCode);
			assertThat(post(service, "?dryRun=true").statusCode()).isEqualTo(200);
		}
	}

	private static HttpResponse<String> post(RunningService service, String query) {
		return RunningService
			.send(HttpRequest.newBuilder(service.actuator("/reconcile" + query)).POST(BodyPublishers.noBody()));
	}

}
