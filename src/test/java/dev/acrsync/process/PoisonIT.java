package dev.acrsync.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One image ends the process each time that it is imported.
 */
class PoisonIT {

	private static final String POISON = "tripinsights/poison";

	private static final String REPOSITORY = "tripinsights/poi";

	private static final int DEATHS = 3;

	private static final Duration LONG = Duration.ofSeconds(40);

	private final AtomicReference<JarProcess> process = new AtomicReference<>();

	private final AtomicInteger deaths = new AtomicInteger();

	@Test
	void whatEndsTheProcessComesBackLateAndAloneAndEverythingElseArrives() {
		try (Sandbox sandbox = Sandbox.start()) {
			sandbox.vendor().forbid(this::killAtPoison);
			this.process.set(JarProcess.start(sandbox));
			Digest poison = sandbox.vendor().put(POISON, "v1", StoredManifest.named("poison"));
			assertThat(post(POISON, "v1", poison)).isEqualTo(202);
			for (int death = 1; death <= DEATHS; death++) {
				assertThat(this.process.get().awaitExit(LONG)).isEqualTo(137);
				this.process.get().close();
				this.process.set(JarProcess.start(sandbox));
				assertArrives(sandbox, "v" + death);
				assertThat(this.process.get().output()).contains(POISON + ":v1 was under way when a process ended");
				assertThat(crash().at("/level").asString())
					.isEqualToIgnoringCase((death < DEATHS) ? "warning" : "error");
				assertThat(crash().at("/what").asString()).contains(POISON + ":v1", death + " time", "not before 20");
				assertThat(crash().at("/cure").asString()).contains("memory");
				assertThat(this.deaths).as("the service stays").hasValue(death);
				makeDue(sandbox);
			}
			await().atMost(LONG)
				.until(() -> sandbox.customer().digest(POISON, "v1").filter(poison::equals).isPresent());
			await().atMost(LONG).until(() -> crash().isMissingNode());
			assertArrives(sandbox, "v9");
		}
		finally {
			Optional.ofNullable(this.process.get()).ifPresent(JarProcess::close);
		}
	}

	private boolean killAtPoison(String scopes) {
		if (scopes.contains(POISON) && this.deaths.get() < DEATHS) {
			this.deaths.incrementAndGet();
			this.process.get().kill();
		}
		return false;
	}

	private int post(String repository, String tag, Digest digest) {
		return this.process.get().post(AcrEvents.push("contoso.azurecr.io", repository, tag, digest)).statusCode();
	}

	private void assertArrives(Sandbox sandbox, String tag) {
		Digest digest = sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
		assertThat(post(REPOSITORY, tag, digest)).isEqualTo(202);
		await(tag).atMost(LONG)
			.until(() -> sandbox.customer().digest(REPOSITORY, tag).filter(digest::equals).isPresent());
	}

	private JsonNode crash() {
		return this.process.get()
			.get("/doctor")
			.at("/findings")
			.valueStream()
			.filter((finding) -> "crashes".equals(finding.at("/subject").asString()))
			.findFirst()
			.orElseGet(() -> this.process.get().get("/info").at("/nothing"));
	}

	/**
	 * Lets its delay pass.
	 */
	private static void makeDue(Sandbox sandbox) {
		String url = sandbox.properties().get("spring.datasource.url").toString();
		JdbcClient.create(new DriverManagerDataSource(url))
			.sql("update work set due_at = 1 where suspect = 1 and lease_owner is null")
			.update();
	}

}
