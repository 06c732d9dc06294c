package dev.acrsync.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.GridEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInQueue;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.TrafficKind;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What waits in a queue, or is seen by watching, is lost by no death: the process is
 * killed while it reads, again and again, and is away while more is pushed.
 */
class QueueIT {

	/**
	 * The figures of docs/durability.md are of 500 messages, and of 3 kills.
	 */
	private static final int MESSAGES = Integer.getInteger("queue.messages", 50);

	private static final int KILLS = Integer.getInteger("queue.kills", 2);

	private static final int EVENTS_EACH = 20;

	private static final int PUSHED_WHILE_AWAY = Integer.getInteger("queue.away", 20);

	private static final Duration SOON = Duration.ofMinutes(2);

	@Test
	void whatIsPutInComesOutOnceWhateverDies() {
		try (Sandbox sandbox = Sandbox.start();
				StandInQueue second = new StandInQueue(0, sandbox.identity()::isStorageToken)) {
			sandbox.arm().pollsUntilEnd(0);
			sandbox.arm().retryAfter(Duration.ZERO);
			sandbox.fabrikam().admit(Sandbox.USERNAME, Sandbox.PASSWORD);
			sandbox.fabrikam().put("loans/desk", "before", StoredManifest.named("before"));
			// Nothing of it is imported meanwhile: it is about what is written down.
			sandbox.vendor().down();
			for (int kill = 1; kill <= KILLS; kill++) {
				int left = MESSAGES - MESSAGES * kill / (KILLS + 1);
				try (JarProcess process = launch(sandbox, second)) {
					if (kill == 1) {
						awaitLook(sandbox);
						fill(sandbox.queue());
					}
					await("queue below " + left).atMost(SOON)
						.pollInterval(Duration.ofMillis(5))
						.until(() -> sandbox.queue().size() < left);
					process.kill();
				}
				// A minute has passed.
				sandbox.queue().showAll();
			}
			pushWhileAway(sandbox, second);
			long began = System.nanoTime();
			try (JarProcess process = launch(sandbox, second)) {
				await().atMost(SOON)
					.until(() -> sandbox.customer().digests("loans/desk").size() == PUSHED_WHILE_AWAY
							&& sandbox.customer().digests("loans/queued").size() == PUSHED_WHILE_AWAY);
				assertThat(process.isListening()).isTrue();
				Duration arrived = Duration.ofNanos(System.nanoTime() - began);
				await().atMost(SOON).until(() -> sandbox.queue().size() == 0 && second.size() == 0);
				JdbcClient ledger = JdbcClient
					.create(new DriverManagerDataSource(sandbox.properties().get("spring.datasource.url").toString()));
				System.out.printf("Queue: %d events, %d kills, %d written down; %d pushed while away, there after %s%n",
						MESSAGES * EVENTS_EACH, KILLS, count(ledger, "contoso", "*"), 2 * PUSHED_WHILE_AWAY, arrived);
				assertThat(count(ledger, "contoso", "distinct tag")).as("none is lost")
					.isEqualTo(MESSAGES * EVENTS_EACH);
				assertThat(count(ledger, "contoso", "*")).as("none is there twice").isEqualTo(MESSAGES * EVENTS_EACH);
				assertThat(count(ledger, "fabrikam", "*")).isEqualTo(2 * PUSHED_WHILE_AWAY);
				assertThat(sandbox.arm().calls()).filteredOn((call) -> call.sourceImage().startsWith("loans/"))
					.hasSize(2 * PUSHED_WHILE_AWAY);
			}
		}
	}

	/**
	 * What was there before the first look is not watched.
	 */
	private static void awaitLook(Sandbox sandbox) {
		await().atMost(SOON)
			.pollInterval(Duration.ofMillis(50))
			.until(() -> sandbox.fabrikam().requests(TrafficKind.LIST) > 0);
	}

	private static void fill(StandInQueue queue) {
		for (int message = 0; message < MESSAGES; message++) {
			int first = message * EVENTS_EACH;
			queue.put(GridEvents.batch(IntStream.range(first, first + EVENTS_EACH)
				.mapToObj((number) -> GridEvents.event(AcrEvents.push("contoso.azurecr.io", "tripinsights/poi",
						"v" + number, new Digest("sha256:" + "%064d".formatted(number)))))
				.toList()).toString());
		}
	}

	private static void pushWhileAway(Sandbox sandbox, StandInQueue queue) {
		for (int number = 0; number < PUSHED_WHILE_AWAY; number++) {
			String tag = "v" + number;
			sandbox.fabrikam().put("loans/desk", tag, StoredManifest.named("desk " + tag));
			Digest digest = sandbox.fabrikam().put("loans/queued", tag, StoredManifest.named("queued " + tag));
			queue.put(GridEvents.cloudEvent(AcrEvents.push("fabrikam.azurecr.io", "loans/queued", tag, digest))
				.toString());
		}
	}

	private static JarProcess launch(Sandbox sandbox, StandInQueue second) {
		List<String> properties = new ArrayList<>(List.of("acr-sync.sources.contoso.queue.url=" + sandbox.queue().url(),
				"acr-sync.sources.fabrikam.queue.url=" + second.url(), "acr-sync.sources.fabrikam.watch=10s",
				"logging.level.root=warn", "acr-sync.sources.fabrikam.username=" + Sandbox.USERNAME,
				"acr-sync.sources.fabrikam.password=" + Sandbox.PASSWORD));
		sandbox.fabrikamProperties().forEach((key, value) -> {
			if (!key.contains("entra")) {
				properties.add(key + "=" + value);
			}
		});
		return JarProcess.launch(sandbox, properties.toArray(String[]::new));
	}

	private static int count(JdbcClient ledger, String source, String what) {
		return ledger.sql("select count(" + what + ") from imports where source = :source")
			.param("source", source)
			.query(Integer.class)
			.single();
	}

}
