package dev.acrsync;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Manifest;
import dev.acrsync.sandbox.Sandbox;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A dry run that takes long, over real sockets.
 */
class DryRunTests {

	private static final String POI = "tripinsights/poi";

	private static final Duration SOON = Duration.ofSeconds(30);

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

	private final AtomicBoolean first = new AtomicBoolean(true);

	@Test
	void keepsNeitherProbesWaitingNorAComparisonNorAnotherDryRun() throws InterruptedException {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, Clock.systemUTC(), this::pause)) {
			sandbox.arm().retryAfter(Duration.ZERO);
			for (int i = 0; i < 20; i++) {
				sandbox.vendor().put("tripinsights/other" + i, "v1", Manifest.named("one"));
			}
			Digest digest = sandbox.vendor().put(POI, "v1", Manifest.named("one"));
			CompletableFuture<HttpResponse<String>> plan = CompletableFuture
				.supplyAsync(() -> post(service, "?dryRun=true"), this.clients);
			try {
				assertThat(this.begun.await(30, TimeUnit.SECONDS)).isTrue();
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
				assertThat(RunningService.json(refused).at("/error").asString())
					.isEqualTo("A dry run is under way already: ask again when it is answered");
				assertThat(post(service, "").statusCode()).isEqualTo(202);
				await().atMost(SOON)
					.until(() -> sandbox.customer().digest(POI, "v1").filter(digest::equals).isPresent());
				assertThat(plan).isNotDone();
			}
			finally {
				this.goOn.countDown();
			}
			assertThat(plan).succeedsWithin(SOON).returns(200, HttpResponse::statusCode);
			assertThat(post(service, "?dryRun=true").statusCode()).isEqualTo(200);
		}
	}

	/** Whoever paces a registry first waits for the test. */
	private void pause(Duration time) throws InterruptedException {
		if (Thread.currentThread().getName().startsWith("pass-") && this.first.getAndSet(false)) {
			this.begun.countDown();
			this.goOn.await();
		}
		Thread.sleep(time.dividedBy(20));
	}

	private static HttpResponse<String> post(RunningService service, String query) {
		return RunningService
			.send(HttpRequest.newBuilder(service.actuator("/reconcile" + query)).POST(BodyPublishers.noBody()));
	}

}
