package dev.acrsync.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The process ends at each step of an import, and another one takes it to its end: with
 * no more requests to Azure than there have to be.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillIT {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration GRACE = Duration.ofSeconds(30);

	private final Map<String, Digest> pushed = new LinkedHashMap<>();

	private final KillableCopier copier = new KillableCopier();

	@AutoClose
	private Sandbox sandbox;

	private JarProcess process;

	@BeforeEach
	void start() {
		this.sandbox = KillableCopier.sandboxWith(this.copier);
		restart();
	}

	@AfterEach
	void stop() {
		this.process.close();
	}

	@Test
	void whatWaitsAndWhatIsClaimedSurvives() {
		this.sandbox.identity().slowDownBy(LONG);
		push("v1");
		push("v2");
		push("v3");
		this.process.awaitImports("importing", 1);
		this.process.awaitImports("pending", 2);
		this.process.kill();
		this.sandbox.identity().slowDownBy(Duration.ZERO);
		restart();
		assertAllArrive();
	}

	@Test
	void whatIsDeferredSurvives() {
		this.sandbox.arm().failNextPost(429, "{}", Map.of("Retry-After", "3"));
		push("v1");
		await().until(() -> record().at("/error/code").isString());
		assertThat(record().at("/state").asString()).isEqualTo("pending");
		this.process.kill();
		restart();
		this.process.awaitImports("succeeded", 1);
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(this.pushed.get("v1"));
		assertThat(this.sandbox.arm().calls()).hasSize(2);
	}

	@Test
	void aCopyWhoseRequestWasNeverAnsweredIsFoundByItsDigest() {
		this.sandbox.arm().loseNextAnswer();
		this.copier.afterNextCopy(this.process::kill);
		push("v1");
		awaitDeath();
		restart();
		assertAllArrive();
	}

	@Test
	void anOperationThatRunsIsFollowedAndNotRepeated() {
		this.sandbox.arm().pollsUntilEnd(1_000);
		push("v1");
		await().until(() -> record().at("/operation").isString());
		this.process.kill();
		this.sandbox.arm().pollsUntilEnd(0);
		restart();
		assertAllArrive();
	}

	@Test
	void aCopyThatIsThereAndNotRecordedIsRecorded() {
		this.copier.afterNextCopy(this.process::kill);
		push("v1");
		awaitDeath();
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(this.pushed.get("v1"));
		restart();
		assertAllArrive();
	}

	@Test
	void aStopFinishesRequestsAndHandsOperationsOver() throws IOException {
		this.sandbox.arm().pollsUntilEnd(1_000);
		push("v1");
		await().until(() -> record().at("/operation").isString());
		Digest digest = this.sandbox.vendor().put(REPOSITORY, "v2", StoredManifest.named("v2"));
		this.pushed.put("v2", digest);
		String body = AcrEvents.push("contoso.azurecr.io", REPOSITORY, "v2", digest).toString();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.process.port());
				BufferedReader answer = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
			send(socket, """
					POST /webhooks/contoso HTTP/1.1
					Host: acr-sync
					Authorization: Bearer %s
					Content-Type: application/json
					Content-Length: %d
					Expect: 100-continue

					""".formatted(Sandbox.WEBHOOK_SECRET, body.length()).replace("\n", "\r\n"));
			assertThat(answer.readLine()).as("the request is in flight").startsWith("HTTP/1.1 100");
			assertThat(answer.readLine()).isEmpty();
			this.process.terminate();
			await().until(() -> !this.process.isListening());
			send(socket, body);
			assertThat(answer.readLine()).startsWith("HTTP/1.1 202");
		}
		assertThat(this.process.awaitExit(GRACE)).isEqualTo(143);
		this.sandbox.arm().pollsUntilEnd(0);
		restart();
		assertAllArrive();
	}

	@Test
	void aStopWaitsForAnAnswerThatIsOnItsWay() {
		this.sandbox.arm().pollsUntilEnd(1_000);
		this.sandbox.arm().slowDownBy(Duration.ofSeconds(3));
		push("v1");
		await().until(() -> this.sandbox.arm().requests("POST") == 1);
		this.process.terminate();
		assertThat(this.process.awaitExit(GRACE)).isEqualTo(143);
		this.sandbox.arm().slowDownBy(Duration.ZERO);
		this.sandbox.arm().pollsUntilEnd(0);
		restart();
		assertAllArrive();
	}

	private void restart() {
		if (this.process != null) {
			this.process.close();
		}
		this.process = JarProcess.start(this.sandbox, "acr-sync.imports.concurrency=1",
				"acr-sync.imports.retry.initial-delay=200ms");
	}

	private void push(String tag) {
		Digest digest = this.sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
		this.pushed.put(tag, digest);
		assertThat(this.process.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, digest)).statusCode())
			.isEqualTo(202);
	}

	private JsonNode record() {
		return this.process.get("/imports").at("/imports/0");
	}

	private void awaitDeath() {
		assertThat(this.process.awaitExit(LONG)).isEqualTo(137);
	}

	private void assertAllArrive() {
		String url = this.sandbox.properties().get("spring.datasource.url").toString();
		PassedDelay.await(url, LONG,
				() -> this.process.get("/imports").at("/counts/succeeded").asInt() == this.pushed.size());
		this.pushed.forEach(
				(tag, digest) -> assertThat(this.sandbox.customer().digest(REPOSITORY, tag)).as(tag).contains(digest));
		assertThat(this.sandbox.arm().calls()).as("one request to Azure for each image")
			.hasSameSizeAs(this.pushed.keySet());
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().flush();
	}

}
