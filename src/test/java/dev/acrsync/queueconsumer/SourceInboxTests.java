package dev.acrsync.queueconsumer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.acrsync.image.Digest;
import dev.acrsync.intake.EventReporter;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.resumption.SetAsideMessages;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.AheadClock;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Events by a queue, the whole way over real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
class SourceInboxTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String HOST = "contoso.azurecr.io";

	private static final AheadClock clock = new AheadClock();

	private static Sandbox sandbox;

	private static RunningService service;

	@BeforeAll
	static void open() {
		sandbox = Sandbox.start();
		service = RunningService.start(sandbox, clock, "acr-sync.sources.contoso.queue.url=" + sandbox.queue().url(),
				"acr-sync.sources.contoso.webhook.rate-limit=1");
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
		assertThat(gauge("acr.sync.inbox.set.aside")).isNotNaN();
		await().atMost(SOON).until(() -> output.getOut().contains("of the queue of contoso is set aside"));
	}

	@Test
	void whatTheLedgerRefusesStaysAndTakesNothingWithItHoweverOftenItWasTaken() {
		SetAsideMessages setAside = service.bean(SetAsideMessages.class);
		int before = setAside.latest("contoso", 1_000).size();
		Digest digest = put("tripinsights/damaged");
		Digest beside = put("tripinsights/companion");
		JdbcClient ledger = service.bean(JdbcClient.class);
		ledger.sql("""
				create trigger damage before insert on imports when new.repository = 'tripinsights/damaged'
				begin select raise(abort, 'the page is damaged'); end
				""").update();
		synchronized (sandbox.queue()) {
			sandbox.queue().put(grid("tripinsights/damaged", digest).toString());
			sandbox.queue().putPoison(grid("tripinsights/damaged", digest).toString(), 10);
			sandbox.queue().put(grid("tripinsights/companion", beside).toString());
		}
		awaitArrival("tripinsights/companion", beside);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 2);
		assertThat(setAside.latest("contoso", 1_000)).hasSize(before);
		ledger.sql("drop trigger damage").update();
		sandbox.queue().showAll();
		awaitArrival("tripinsights/damaged", digest);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
	}

	@Test
	void whatWasTakenTooOftenIsTriedAndSetAsideWholeIfItMeetsAFaultOfOurs() {
		Logger logger = (Logger) LoggerFactory.getLogger(EventReporter.class);
		AppenderBase<ILoggingEvent> fault = new AppenderBase<>() {

			@Override
			public synchronized void doAppend(ILoggingEvent line) {
				throw new IllegalStateException("a fault of ours");
			}

			@Override
			protected void append(ILoggingEvent line) {
			}

		};
		logger.addAppender(fault);
		Digest digest = put("tripinsights/poison");
		ObjectNode event = grid("tripinsights/poison", digest);
		try {
			sandbox.queue().putPoison(event.toString(), 10);
			await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		}
		finally {
			logger.detachAppender(fault);
		}
		assertThat(service.bean(SetAsideMessages.class).latest("contoso", 1).getFirst().reason())
			.isEqualTo("it was taken 11 times, and met a fault of ours");
		assertThat(service.bean(JdbcClient.class)
			.sql("select excerpt from set_aside_messages where reason like '%a fault of ours'")
			.query(String.class)
			.single()).isEqualTo(event.toString());
	}

	@Test
	void whatEndsTheProcessIsTriedAloneAndSetAside() {
		Logger logger = (Logger) LoggerFactory.getLogger(EventReporter.class);
		AppenderBase<ILoggingEvent> end = new AppenderBase<>() {

			@Override
			public synchronized void doAppend(ILoggingEvent line) {
				if (line.getFormattedMessage().contains("tripinsights/deadly")) {
					throw new StackOverflowError("the process ends");
				}
			}

			@Override
			protected void append(ILoggingEvent line) {
			}

		};
		SourceInboxes inboxes = service.bean(SourceInboxes.class);
		inboxes.stop();
		logger.addAppender(end);
		Digest beside = put("tripinsights/alive");
		try {
			sandbox.queue().put(grid("tripinsights/deadly", put("tripinsights/deadly")).toString());
			sandbox.queue().put(grid("tripinsights/alive", beside).toString());
			for (int tries = 0; tries < 5; tries++) {
				assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> inboxes.read("contoso"));
				sandbox.queue().showAll();
			}
			inboxes.read("contoso");
		}
		finally {
			logger.detachAppender(end);
			inboxes.start();
		}
		assertThat(service.bean(SetAsideMessages.class).latest("contoso", 1).getFirst().reason())
			.isEqualTo("it was taken 6 times, and the process ended each time that it was tried alone");
		awaitArrival("tripinsights/alive", beside);
		await().atMost(SOON).until(() -> sandbox.queue().size() == 0);
		assertThat(
				service.bean(JdbcClient.class).sql("select count(*) from message_trials").query(Integer.class).single())
			.isZero();
	}

	@Test
	void whatIsSetAsideLastIsKeptThoughTheClockWasSetBack() {
		JdbcClient ledger = service.bean(JdbcClient.class);
		ledger.sql("""
				with recursive number(n) as (select 1 union all select n + 1 from number where n < 1000)
				insert into set_aside_messages select 'later', n, 0, 99999999999999, 1, 'before', '' from number
				""").update();
		SetAsideMessages messages = service.bean(SetAsideMessages.class);
		List.of("one", "two")
			.forEach((id) -> messages
				.add(new SetAsideMessages.SetAsideMessage("later", id, Instant.EPOCH, 1, "after", "x".repeat(300))));
		assertThat(messages.latest("later", 3)).extracting(SetAsideMessages.SetAsideMessage::id)
			.startsWith("two", "one");
		assertThat(messages.latest("later", 1).getFirst().excerpt()).hasSize(200).endsWith("...");
		ledger.sql("delete from set_aside_messages where source = 'later'").update();
	}

	@Test
	void whatIsMissedIsSaidOfTheDoorsThatThereAre() {
		JdbcClient ledger = service.bean(JdbcClient.class);
		ledger.sql("insert into missed_events values ('contoso', 1, 99999999999999, 'tripinsights/poi:v1')").update();
		assertThat(service.get("/health").at("/components/webhooks/details/contoso/warning").asString())
			.startsWith("No event has come by the vendor's webhook or the queue " + sandbox.queue().url());
		ledger.sql("delete from missed_events").update();
		assertThat(service.get("/status").at("/sources/0/doors").valueStream().map(JsonNode::asString))
			.containsExactly("webhook", "queue");
	}

	@Test
	void aSourceThatOwesIsNotTakenFromAndWhatComesByItsQueueCounts() {
		SourceInboxes inboxes = service.bean(SourceInboxes.class);
		inboxes.stop();
		try {
			// It may send one a minute here, beyond two batches of Event Grid.
			service.bean(RateLimits.class).owe(settings(), 9_970);
			sandbox.queue()
				.put(GridEvents
					.batch(IntStream.range(0, 40)
						.mapToObj((number) -> GridEvents.event(AcrEvents.push(HOST, "tripinsights/many", "v" + number,
								StoredManifest.named("many").digest())))
						.toList())
					.toString());
			inboxes.read("contoso");
			assertThat(sandbox.queue().size()).isZero();
			sandbox.queue().put(grid("tripinsights/many", StoredManifest.named("next").digest()).toString());
			assertThat(inboxes.read("contoso")).isEqualTo(Duration.ofSeconds(10));
			assertThat(sandbox.queue().size()).isEqualTo(1);
			clock.putForward(Duration.ofHours(2));
			inboxes.read("contoso");
			assertThat(sandbox.queue().size()).isZero();
		}
		finally {
			clock.putForward(Duration.ofHours(2));
			inboxes.start();
		}
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

	private static Source settings() {
		return service.bean(Settings.class).source("contoso").orElseThrow();
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
