package dev.acrsync.process;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Accepted means never lost: clients post pushes as fast as they can while the process is
 * killed again and again, and everything that it has answered with 202 arrives.
 */
class KillUnderLoadIT {

	/** Five with 40 each are what has to hold; the build takes less of the same. */
	private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);

	private static final int CLIENTS = 8;

	private static final int MOST_PER_CLIENT = Integer.getInteger("kill.pushes", 20);

	private static final long SEED = 20_260_301;

	private static final String REPOSITORY = "tripinsights/poi";

	private final ConcurrentMap<String, Digest> acknowledged = new ConcurrentHashMap<>();

	private final Random random = new Random(SEED);

	@Test
	void whatWasAcknowledgedIsPresentAndArrives() throws InterruptedException {
		try (Sandbox sandbox = Sandbox.start()) {
			sandbox.arm().pollsUntilEnd(0);
			sandbox.arm().retryAfter(Duration.ZERO);
			for (int round = 1; round <= ROUNDS; round++) {
				try (JarProcess process = start(sandbox)) {
					killUnderLoad(process, sandbox, round);
				}
			}
			try (JarProcess process = start(sandbox)) {
				String url = sandbox.properties().get("spring.datasource.url").toString();
				PassedDelay.await(url, Duration.ofMinutes(3), () -> isDone(process));
				Map<String, String> present = present(url);
				long missing = this.acknowledged.entrySet()
					.stream()
					.filter((entry) -> !entry.getValue().value().equals(present.get(entry.getKey())))
					.count();
				long arrived = this.acknowledged.entrySet()
					.stream()
					.filter((entry) -> sandbox.customer()
						.digest(REPOSITORY, entry.getKey())
						.filter(entry.getValue()::equals)
						.isPresent())
					.count();
				System.out.printf(
						"KillUnderLoad: acknowledged=%d missing=%d arrived=%d (seed %d, %d present, %d requests to Azure)%n",
						this.acknowledged.size(), missing, arrived, SEED, present.size(), sandbox.arm().calls().size());
				assertThat(this.acknowledged).hasSizeGreaterThan(ROUNDS * CLIENTS);
				assertThat(missing).as("acknowledged and not in the ledger").isZero();
				assertThat(arrived).as("acknowledged and at the customer's").isEqualTo(this.acknowledged.size());
			}
		}
	}

	private void killUnderLoad(JarProcess process, Sandbox sandbox, int round) throws InterruptedException {
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int client = 1; client <= CLIENTS; client++) {
				String prefix = "r" + round + "-c" + client + "-";
				clients.submit(() -> postUntilItDies(process, sandbox, prefix));
			}
			Thread.sleep(200 + this.random.nextInt(1_800));
			process.kill();
		}
	}

	private void postUntilItDies(JarProcess process, Sandbox sandbox, String prefix) {
		try {
			for (int i = 1; i <= MOST_PER_CLIENT; i++) {
				String tag = prefix + i;
				Digest digest = sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
				if (process.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, digest)).statusCode() == 202) {
					this.acknowledged.put(tag, digest);
				}
			}
		}
		catch (UncheckedIOException ex) {
			// It is dead.
		}
	}

	private static JarProcess start(Sandbox sandbox) {
		return JarProcess.start(sandbox, "acr-sync.sources.contoso.webhook.rate-limit=1000000",
				"acr-sync.imports.concurrency=8", "acr-sync.imports.retry.initial-delay=100ms",
				"acr-sync.imports.deadline=10s", "acr-sync.sources.contoso.budget.referrers=100000",
				"logging.level.root=warn");
	}

	private static boolean isDone(JarProcess process) {
		var counts = process.get("/imports?limit=1").at("/counts");
		return counts.at("/pending").asInt() + counts.at("/importing").asInt() == 0;
	}

	private static Map<String, String> present(String url) {
		return JdbcClient.create(new DriverManagerDataSource(url))
			.sql("select tag, digest from imports")
			.query((row, _) -> Map.entry(row.getString("tag"), row.getString("digest")))
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

}
