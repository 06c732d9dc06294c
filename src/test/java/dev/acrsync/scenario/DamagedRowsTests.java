package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rows that somebody has changed by hand, or that a newer release has written: the whole
 * service goes on with all others.
 */
class DamagedRowsTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		this.service = RunningService.start(this.sandbox);
	}

	@Test
	void operatorsSeeAllOtherImportsAndWhichOneIsDamaged() {
		this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one"));
		this.sandbox.vendor().push("tripinsights/web", "v1", StoredManifest.named("two"));
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 2);
		assertThat(imports().has("damaged")).isFalse();
		String id = this.service.get("/imports?repository=tripinsights/poi").at("/imports/0/id").asString();
		damage("update imports set origin = 'of a newer release' where id = '" + id + "'");
		assertThat(imports().at("/imports")).singleElement()
			.satisfies((it) -> assertThat(it.at("/repository").asString()).isEqualTo("tripinsights/web"));
		assertThat(imports().at("/counts/succeeded").asInt()).isEqualTo(2);
		assertThat(imports().at("/damaged")).singleElement()
			.satisfies((it) -> assertThat(it.at("/id").asString()).isEqualTo(id),
					(it) -> assertThat(it.at("/error").asString())
						.startsWith("Row '" + id + "' of table imports cannot be read: "));
		HttpResponse<String> one = RunningService.send(HttpRequest.newBuilder(this.service.actuator("/imports/" + id)));
		assertThat(one.statusCode()).isEqualTo(500);
		assertThat(RunningService.json(one).at("/error").asString()).endsWith("Mend it, or have the tag pushed again");
		HttpResponse<String> retried = post("/imports/" + id);
		assertThat(retried.statusCode()).isEqualTo(500);
		assertThat(retried.body()).isEqualTo(one.body());
	}

	@Test
	void aPassComesToItsEndAndBringsWhatIsMissingBehindADamagedRow() {
		Digest digest = this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one"));
		await().atMost(SOON).until(() -> imports().at("/counts/succeeded").asInt() == 1);
		pass();
		this.sandbox.customer().delete("tripinsights/poi", "v1");
		damage("update imports set state = 'of a newer release'");
		damage("""
				insert into differences (source, repository, rule, target, target_image, digest, standing, since, seen_at)
				values ('contoso', 'tripinsights/poi', 0, 'prod', '?', '?', '?', 0, 0)
				""");
		damage("""
				insert into sightings (source, repository, tag, digest, target_image, announced_after, judge_at)
				values ('contoso', '?', '?', '?', '?', 0, 0)
				""");
		damage("insert into tallies values ('contoso', '?', 0, 'prod', '?', 1, 1, 0)");
		pass();
		assertThat(this.service.get("/reconcile").at("/trouble").isString()).isFalse();
		await().atMost(SOON)
			.until(() -> this.sandbox.customer().digest("tripinsights/poi", "v1").filter(digest::equals).isPresent());
		await().atMost(SOON).until(() -> this.service.get("/completeness").at("/complete").asBoolean());
	}

	private void damage(String sql) {
		assertThat(this.service.bean(JdbcClient.class).sql(sql).update()).isEqualTo(1);
	}

	private void pass() {
		assertThat(post("/reconcile").statusCode()).isEqualTo(202);
		await().atMost(SOON).until(() -> "idle".equals(this.service.get("/reconcile").at("/state").asString()));
	}

	private JsonNode imports() {
		return this.service.get("/imports");
	}

	private HttpResponse<String> post(String path) {
		return RunningService.send(HttpRequest.newBuilder(this.service.actuator(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

}
