package dev.acrsync.eventqueue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import dev.acrsync.image.Digest;
import dev.acrsync.progress.SetAsideMessages;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Events by a queue, the whole way over real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
class SourceInboxTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String HOST = "contoso.azurecr.io";

	private static Sandbox sandbox;

	private static RunningService service;

	@BeforeAll
	static void open() {
		sandbox = Sandbox.start();
		service = RunningService.start(sandbox, "acr-sync.sources.contoso.queue.url=" + sandbox.queue().url());
	}

	@AfterAll
	static void close() {
		service.close();
		sandbox.close();
	}

	@AfterEach
	void heal() {
		sandbox.queue().admit();
		sandbox.queue().answerWell();
		sandbox.queue().up();
	}

	@Test
	void bothSchemasArriveAndTheQueueIsEmptyAfterwards() {
		Digest first = put("tripinsights/first");
		Digest second = put("tripinsights/second");
		Digest third = put("tripinsights/third");
		sandbox.queue().put(grid("tripinsights/first", first).toString());
		sandbox.queue()
			.putAsIs(
					GridEvents.batch(List.of(GridEvents.withTextData(grid("tripinsights/second", second)))).toString());
		sandbox.queue().put(GridEvents.cloudEvent(AcrEvents.push(HOST, "tripinsights/third", "v1", third)).toString());
		awaitArrival("tripinsights/first", first);
		awaitArrival("tripinsights/second", second);
		awaitArrival("tripinsights/third", third);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		JsonNode record = service.get("/imports?repository=tripinsights/third").at("/imports/0");
		assertThat(record.at("/door").asString()).isEqualTo("queue");
		assertThat(record.at("/origin").asString()).isEqualTo("event");
	}

	@Test
	void aMessageThatComesAgainIsImportedOnce() {
		Digest digest = put("tripinsights/again");
		String message = grid("tripinsights/again", digest).toString();
		sandbox.queue().put(message);
		sandbox.queue().put(message);
		awaitArrival("tripinsights/again", digest);
		sandbox.queue().put(message);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		assertThat(service.get("/imports?repository=tripinsights/again").at("/imports")).hasSize(1);
	}

	@Test
	void whatIsNoEventIsSetAsideAndSeenAndTakesNothingWithIt(CapturedOutput output) {
		Digest digest = put("tripinsights/beside");
		sandbox.queue().putAsIs("this is\u009B31m no event");
		sandbox.queue().put(grid("tripinsights/beside", digest).toString());
		awaitArrival("tripinsights/beside", digest);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		SetAsideMessages.SetAsideMessage message = service.bean(SetAsideMessages.class).latest("contoso", 1).getFirst();
		assertThat(message.reason()).isEqualTo("it is no event, or not one alone");
		assertThat(message.excerpt()).startsWith("this is").doesNotContain("\u009B");
		await().atMost(SOON).until(() -> output.getOut().contains("of the queue of contoso is set aside"));
	}

	@Test
	void aMessageThatWasTakenTooOftenIsSetAside() {
		Digest digest = put("tripinsights/poison");
		sandbox.queue().putPoison(grid("tripinsights/poison", digest).toString(), 10);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		assertThat(service.bean(SetAsideMessages.class).latest("contoso", 10)).anySatisfy(
				(message) -> assertThat(message.reason()).isEqualTo("it was taken 10 times, and never dealt with"));
		assertThat(service.get("/imports?repository=tripinsights/poison").at("/imports")).isEmpty();
	}

	@Test
	void aQueueThatRefusesOrIsAwayIsSaidOnceAndReadAgain(CapturedOutput output) {
		sandbox.queue().refuse(403, "AuthorizationPermissionMismatch");
		await().atMost(SOON).until(() -> gauge("acr.sync.inbox.readable") == 0);
		assertThat(service.get("/doctor").toString()).contains("AuthorizationPermissionMismatch")
			.contains("Storage Queue Data Message Processor")
			.contains("queueServices/default/queues/pushes");
		Digest digest = put("tripinsights/refused");
		sandbox.queue().put(grid("tripinsights/refused", digest).toString());
		sandbox.queue().admit();
		awaitArrival("tripinsights/refused", digest);
		assertThat(gauge("acr.sync.inbox.readable")).isEqualTo(1);
		assertThat(output.getOut().split("The queue of contoso cannot be read", -1)).hasSize(2);
		assertThat(service.get("/doctor").toString()).contains("It can be read");
	}

	@Test
	void aSickQueueHarmsNothingElse() {
		sandbox.queue().answerBadly(BadAnswer.ENDLESS);
		await().atMost(SOON).until(() -> gauge("acr.sync.inbox.readable") == 0);
		Digest digest = put("tripinsights/meanwhile");
		assertThat(service.post(AcrEvents.push(HOST, "tripinsights/meanwhile", "v1", digest)).statusCode())
			.isEqualTo(202);
		awaitArrival("tripinsights/meanwhile", digest);
	}

	@Test
	void manyMessagesGoFast() {
		List<String> tags = IntStream.range(0, 300).mapToObj((number) -> "v" + number).toList();
		tags.forEach((tag) -> sandbox.queue()
			.put(GridEvents.event(AcrEvents.push(HOST, "other/app", tag, new Digest("sha256:" + "0".repeat(64))))
				.toString()));
		Instant began = Instant.now();
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(30));
	}

	private static ObjectNode grid(String repository, Digest digest) {
		return GridEvents.event(AcrEvents.push(HOST, repository, "v1", digest));
	}

	private static Digest put(String repository) {
		return sandbox.vendor().put(repository, "v1", StoredManifest.named(repository));
	}

	private static void awaitArrival(String repository, Digest digest) {
		await().atMost(SOON)
			.until(() -> sandbox.customer().digest(repository, "v1").filter(digest::equals).isPresent());
	}

	private static double gauge(String name) {
		return service.bean(MeterRegistry.class).get(name).tag("source", "contoso").gauge().value();
	}

}
