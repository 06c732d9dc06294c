package dev.acrsync.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.KnownFailure;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A vendor's registry lets us connect and never says a word, or its copies never end:
 * over real sockets.
 */
class HangingRegistryTests {

	private static final String HOST = "contoso.azurecr.io";

	private static final int PUSHES = 600;

	private static final int COPIES = 40;

	private static final Digest DIGEST = StoredManifest.named("hanging").digest();

	@Test
	void nobodyElseWaitsForARegistryThatNeverAnswers() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
				Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, settings(silent.getLocalPort()))) {
			sandbox.vendor().put("silent/app", "v0", StoredManifest.named("hanging"));
			for (int i = 0; i < PUSHES; i++) {
				assertThat(announce(service, "silent", "silent/app", "v" + i, DIGEST)).isEqualTo(202);
			}
			arrivesInTime(sandbox, service, "v1");
			Awaitility.await("breaker")
				.atMost(Duration.ofSeconds(30))
				.until(() -> metrics(service).contains("acr_sync_registry_open{registry=\"contoso.azurecr.io\"} 1"));
			assertThat(metrics(service)).contains("acr_sync_registry_open{registry=\"customer.azurecr.io\"} 0");
			arrivesInTime(sandbox, service, "v2");
			Awaitility.await("Azure reaches it")
				.atMost(Duration.ofSeconds(30))
				.until(() -> !service.get("/imports?source=silent&state=succeeded").at("/imports").isEmpty());
			Awaitility.await("one place, once those that hung are given up")
				.atMost(Duration.ofSeconds(30))
				.until(() -> service.get("/imports?source=silent&state=importing").at("/imports").size() <= 1);
			JsonNode imports = service.get("/imports?source=silent&limit=1000").at("/imports");
			assertThat(imports).hasSize(PUSHES).allSatisfy((it) -> {
				assertThat(it.at("/state").asString()).isIn("pending", "importing", "succeeded");
				assertThat(it.at("/attempts").asInt()).as("attempts").isLessThanOrEqualTo(1);
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void nobodyElseWaitsForCopiesThatNeverEnd(int concurrency) {
		String slow = "acr-sync.sources.slow.";
		String repository = "slow/" + KnownFailure.NEVER_ENDS.segment();
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, slow + "registry=" + HOST,
						slow + "endpoint=" + sandbox.vendor().endpoint(), slow + "username=" + Sandbox.USERNAME,
						slow + "password=" + Sandbox.PASSWORD, slow + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET,
						slow + "rules[0].repositories[0]=slow/*", slow + "rules[0].targets[0]=prod",
						"acr-sync.imports.concurrency=" + concurrency)) {
			for (int i = 0; i < COPIES; i++) {
				Digest digest = sandbox.vendor().put(repository, "v" + i, StoredManifest.named("slow" + i));
				assertThat(announce(service, "slow", repository, "v" + i, digest)).isEqualTo(202);
			}
			Awaitility.await("as many copies as may be")
				.until(() -> sandbox.arm().running() >= Math.max(1, concurrency - 1));
			arrivesInTime(sandbox, service, "v1");
			arrivesInTime(sandbox, service, "v2");
			assertThat(sandbox.arm().running()).as("one more where one gave its place")
				.isBetween(Math.max(1, concurrency - 1), 3);
			assertThat(service.get("/imports?source=slow&state=failed").at("/imports")).isEmpty();
		}
	}

	private static String metrics(RunningService service) {
		return RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body();
	}

	private static void arrivesInTime(Sandbox sandbox, RunningService service, String tag) {
		Digest digest = sandbox.vendor().put("tripinsights/poi", tag, StoredManifest.named(tag));
		assertThat(announce(service, "contoso", "tripinsights/poi", tag, digest)).isEqualTo(202);
		Awaitility.await(tag)
			.atMost(Duration.ofSeconds(10))
			.until(() -> sandbox.customer().digest("tripinsights/poi", tag).filter(digest::equals).isPresent());
	}

	private static int announce(RunningService service, String source, String repository, String tag, Digest digest) {
		HttpResponse<String> answer = RunningService.send(service.toWebhook(source)
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.push(HOST, repository, tag, digest).toString())));
		return answer.statusCode();
	}

	private static String[] settings(int port) {
		String silent = "acr-sync.sources.silent.";
		return new String[] { silent + "registry=" + HOST, silent + "endpoint=http://127.0.0.1:" + port,
				silent + "username=" + Sandbox.USERNAME, silent + "password=" + Sandbox.PASSWORD,
				silent + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET, silent + "webhook.rate-limit=1000000",
				silent + "rules[0].repositories[0]=silent/*", silent + "rules[0].targets[0]=prod" };
	}

}
