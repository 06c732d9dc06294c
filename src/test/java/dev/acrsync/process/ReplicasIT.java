package dev.acrsync.process;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.PgBouncer;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two replicas on one PostgreSQL, behind a pooler in transaction mode, both of which
 * clients post pushes to, many of them of the same few tags. One is killed in the middle,
 * and the other brings everything to its end that either has acknowledged.
 */
class ReplicasIT {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final int CLIENTS = 3;

	private static final int PUSHES = 40;

	private static final int SHARED_TAGS = 4;

	/**
	 * As long as a lease and as it takes to see that nobody renews it, and time to do
	 * what was left, one after the other.
	 */
	private static final Duration TAKE_OVER = Duration.ofSeconds(150);

	/** Well below what a replica waits for before it settles what another has begun. */
	private static final Duration COPY = Duration.ofMillis(700);

	/** What was about to be sent at the kill may be under way until then. */
	private static final Duration DEADLINE = Duration.ofSeconds(20);

	private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

	private final Set<String> tags = ConcurrentHashMap.newKeySet();

	private PostgresServer server;

	private @Nullable PgBouncer pooler;

	private Sandbox sandbox;

	@BeforeEach
	void start() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		this.server = PostgresServer.start();
		this.sandbox = Sandbox.start();
		this.sandbox.arm().operationsTake(COPY);
	}

	@AfterEach
	void stop() {
		if (this.pooler != null) {
			this.pooler.close();
		}
		if (this.server != null) {
			this.sandbox.close();
			this.server.close();
		}
	}

	@Test
	void whatEitherReplicaAcknowledgedArrivesThoughOneIsKilledAndNothingIsImportedTwiceAtOnce() throws Exception {
		String url = pooled(this.server.createDatabase());
		try (JarProcess killed = launch(url); JarProcess survivor = launch(url)) {
			killed.awaitReady();
			survivor.awaitReady();
			int running = killUnderLoad(killed, survivor);
			PassedDelay.await(url, TAKE_OVER, () -> isDone(survivor));
			Map<String, String> present = present(url);
			long missing = this.acknowledged.stream().filter((id) -> !present.containsKey(id)).count();
			List<String> notArrived = this.tags.stream().filter((tag) -> !hasArrived(tag)).toList();
			List<ImportCall> operations = this.sandbox.arm().operations();
			System.out.printf(
					"Replicas: acknowledged=%d missing=%d tags=%d not arrived=%s operations=%d under way at the kill=%d%n",
					this.acknowledged.size(), missing, this.tags.size(), notArrived, operations.size(), running);
			assertThat(running).as("operations under way at the kill").isPositive();
			assertThat(missing).as("acknowledged and not in the ledger").isZero();
			assertThat(Set.copyOf(present.values())).as("ends").isSubsetOf("succeeded", "superseded", "unchanged");
			assertThat(notArrived).as("tags whose newest image is not at the customer's").isEmpty();
			assertThat(this.tags).as("imported twice at once")
				.allSatisfy((tag) -> assertThat(this.sandbox.arm().mostParallel(REPOSITORY + ":" + tag)).as(tag)
					.isLessThan(2));
			assertThat(operations).as("no copy was repeated")
				.extracting((call) -> call.sourceImage() + call.targetTags())
				.doesNotHaveDuplicates();
		}
	}

	/**
	 * Goes through a pooler where one is installed, which is harder.
	 */
	private String pooled(String url) {
		if (!PgBouncer.isInstalled()) {
			return url;
		}
		this.pooler = PgBouncer.start(url);
		return this.pooler.url(url);
	}

	/**
	 * Has clients push until one replica is dead, and for a while at the other.
	 * @return how many operations were under way at the kill
	 */
	private int killUnderLoad(JarProcess killed, JarProcess survivor) throws Exception {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> clients = new ArrayList<>();
			for (int client = 0; client < CLIENTS; client++) {
				String name = "c" + client;
				clients.add(executor.submit(() -> push("k" + name, killed, survivor)));
				clients.add(executor.submit(() -> push("s" + name, survivor, survivor)));
			}
			await().atMost(Duration.ofSeconds(30))
				.until(() -> this.acknowledged.size() > CLIENTS * PUSHES && this.sandbox.arm().running() > 4);
			killed.kill();
			int running = this.sandbox.arm().running();
			for (Future<?> client : clients) {
				client.get();
			}
			return running;
		}
	}

	private void push(String client, JarProcess replica, JarProcess other) {
		JarProcess now = replica;
		for (int i = 0; i < PUSHES; i++) {
			String name = client + "-" + i;
			String tag = (i % 2 == 0) ? name : "shared-" + i / 2 % SHARED_TAGS;
			this.tags.add(tag);
			Digest digest = this.sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(name));
			JsonNode event = AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, digest);
			try {
				acknowledged(now.post(event));
			}
			catch (UncheckedIOException ex) {
				// It is dead. What got no answer is sent to the other one.
				now = other;
				acknowledged(now.post(event));
			}
		}
	}

	private void acknowledged(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isIn(200, 202);
		RunningService.json(answer).at("/imports").forEach((it) -> this.acknowledged.add(it.at("/id").asString()));
	}

	private boolean hasArrived(String tag) {
		return this.sandbox.customer().digest(REPOSITORY, tag).equals(this.sandbox.vendor().digest(REPOSITORY, tag));
	}

	private JarProcess launch(String url) {
		return JarProcess.launch(this.sandbox, "spring.datasource.url=" + url,
				"acr-sync.sources.contoso.webhook.rate-limit=1000000", "acr-sync.imports.concurrency=16",
				"acr-sync.imports.deadline=" + DEADLINE.toSeconds() + "s");
	}

	private static boolean isDone(JarProcess process) {
		JsonNode counts = process.get("/imports?limit=1").at("/counts");
		return counts.at("/pending").asInt() + counts.at("/importing").asInt() == 0;
	}

	private static Map<String, String> present(String url) {
		return JdbcClient.create(new DriverManagerDataSource(url))
			.sql("select id, state from imports")
			.query((row, _) -> Map.entry(row.getString("id"), row.getString("state")))
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

}
