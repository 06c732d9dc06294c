package dev.acrsync.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.EventGrid;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Event Grid repeats is not lost, however often the process is killed meanwhile or
 * how long it is away, and needs no comparison.
 */
class EventGridIT {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final int TAGS = 20;

	/**
	 * The figures of docs/durability.md are of 10,000 with three kills, and of 500 while
	 * nobody is there.
	 */
	private static final int EVENTS = Integer.getInteger("event-grid.events", 1_000);

	private static final int KILLS = Integer.getInteger("event-grid.kills", 1);

	private static final int AWAY = Integer.getInteger("event-grid.away", 20);

	private static final long SEED = 20_260_301;

	private final Map<String, Digest> pushed = new HashMap<>();

	private final Random random = new Random(SEED);

	@Test
	void eventsSurviveKillsAndAnOutage() throws InterruptedException {
		try (Sandbox sandbox = Sandbox.start()) {
			sandbox.arm().pollsUntilEnd(0);
			sandbox.arm().retryAfter(Duration.ZERO);
			List<String> messages = messages(sandbox);
			try (EventGrid eventGrid = new EventGrid(sandbox.webhook().url())) {
				for (int i = 0; i < KILLS; i++) {
					killDuring(messages.subList(i * messages.size() / KILLS, (i + 1) * messages.size() / KILLS),
							sandbox, eventGrid);
				}
				int failures = eventGrid.failures();
				for (int i = 0; i < AWAY; i++) {
					eventGrid.deliver("[" + GridEvents.event(push(sandbox, "away-" + i)) + "]");
				}
				await().atMost(Duration.ofSeconds(30)).until(() -> eventGrid.failures() >= failures + AWAY);
				assertThat(eventGrid.waiting()).as("nobody is there").isGreaterThanOrEqualTo(AWAY);
				try (JarProcess process = start(sandbox, eventGrid)) {
					Instant back = Instant.now();
					String url = sandbox.properties().get("spring.datasource.url").toString();
					PassedDelay.await(url, Duration.ofMinutes(2), () -> eventGrid.waiting() == 0 && isDone(process));
					report(sandbox, eventGrid, url, Duration.between(back, Instant.now()));
				}
			}
		}
	}

	private void report(Sandbox sandbox, EventGrid eventGrid, String url, Duration took) {
		JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
		long events = jdbc.sql("select count(distinct event) from imports where door = 'event-grid'")
			.query(Long.class)
			.single();
		long found = jdbc.sql("select count(*) from imports where origin <> 'event'").query(Long.class).single();
		long arrived = this.pushed.entrySet()
			.stream()
			.filter((
					it) -> sandbox.customer().digest(REPOSITORY, it.getKey()).filter(it.getValue()::equals).isPresent())
			.count();
		System.out.printf(
				"EventGrid: events=%d in the ledger=%d images=%d arrived=%d requests to Azure=%d (%d deliveries repeated, "
						+ "all there %d ms after the last start)%n",
				EVENTS + AWAY, events, this.pushed.size(), arrived, sandbox.arm().calls().size(), eventGrid.failures(),
				took.toMillis());
		assertThat(events).isEqualTo(EVENTS + AWAY);
		assertThat(found).as("found without an event").isZero();
		assertThat(arrived).isEqualTo(TAGS + AWAY);
		assertThat(sandbox.arm().calls()).as("imported once").hasSize(TAGS + AWAY);
	}

	private void killDuring(List<String> messages, Sandbox sandbox, EventGrid eventGrid) throws InterruptedException {
		try (JarProcess process = start(sandbox, eventGrid)) {
			int before = eventGrid.taken();
			messages.forEach(eventGrid::deliver);
			await().atMost(Duration.ofSeconds(30)).until(() -> eventGrid.taken() > before);
			Thread.sleep(this.random.nextInt(300));
			process.kill();
		}
	}

	/**
	 * Makes events of a few tags that were pushed again and again, half of them in one
	 * batch, the others in batches of 100.
	 */
	private List<String> messages(Sandbox sandbox) {
		Instant first = Instant.now().minus(Duration.ofHours(5));
		List<ObjectNode> events = new ArrayList<>();
		for (int i = 0; i < EVENTS; i++) {
			String tag = "v" + i % TAGS;
			ObjectNode push = (i < EVENTS - TAGS)
					? AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, StoredManifest.named("old-" + i).digest())
					: push(sandbox, tag);
			events.add(GridEvents.event(push.put("timestamp", first.plusSeconds(i).toString())));
		}
		List<String> messages = new ArrayList<>(
				Stream.iterate(EVENTS / 2, (from) -> from < EVENTS, (from) -> from + 100)
					.map((from) -> batch(events.subList(from, from + 100)))
					.toList());
		Collections.shuffle(messages, this.random);
		messages.add(messages.size() / 2, batch(events.subList(0, EVENTS / 2)));
		return messages;
	}

	private ObjectNode push(Sandbox sandbox, String tag) {
		Digest digest = sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
		this.pushed.put(tag, digest);
		return AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, digest);
	}

	private static String batch(List<ObjectNode> events) {
		return events.stream()
			.map(GridEvents::withTextData)
			.map(ObjectNode::toString)
			.collect(Collectors.joining(",", "[", "]"));
	}

	private static JarProcess start(Sandbox sandbox, EventGrid eventGrid) {
		JarProcess process = JarProcess.start(sandbox, "acr-sync.sources.contoso.webhook.rate-limit=1000000",
				"acr-sync.sources.contoso.budget.referrers=100000", "acr-sync.sources.contoso.budget.reads=100000",
				"acr-sync.imports.retry.initial-delay=100ms", "acr-sync.imports.deadline=10s",
				"acr-sync.imports.concurrency=32", "logging.level.root=warn");
		eventGrid.pointTo(process.webhook());
		return process;
	}

	private static boolean isDone(JarProcess process) {
		var counts = process.get("/imports?limit=1").at("/counts");
		return counts.at("/pending").asInt() + counts.at("/importing").asInt() == 0;
	}

}
