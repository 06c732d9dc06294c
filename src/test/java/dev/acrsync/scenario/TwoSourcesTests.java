package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two sources want the same tag of a target, over real sockets: it belongs to the one
 * whose import made it.
 */
class TwoSourcesTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String POI = "tripinsights/poi";

	private static final String RIVAL = "rival/poi";

	private static final String IMAGE = "customer.azurecr.io/tripinsights/poi:v1";

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		String rival = "acr-sync.sources.rival.";
		this.service = RunningService.start(this.sandbox, rival + "registry=" + this.sandbox.vendor().host(),
				rival + "endpoint=" + this.sandbox.vendor().endpoint(), rival + "username=" + Sandbox.USERNAME,
				rival + "password=" + Sandbox.PASSWORD, rival + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET,
				rival + "rules[0].repositories[0]=" + RIVAL, rival + "rules[0].target-repository=" + POI);
	}

	@Test
	void aTagBelongsToTheSourceWhoseImportMadeIt() {
		Digest digest = this.sandbox.vendor().push(POI, "v1", StoredManifest.named("ours"));
		await().atMost(SOON).until(() -> this.service.get("/imports").at("/counts/succeeded").asInt() == 1);
		Digest another = this.sandbox.vendor().put(RIVAL, "v1", StoredManifest.named("theirs"));
		for (int i = 0; i < 4; i++) {
			pass();
			awaitRest();
			assertThat(this.sandbox.customer().digest(POI, "v1")).contains(digest);
			assertThat(row("contoso").at("/complete").asBoolean()).isTrue();
			assertThat(row("rival").at("/complete").asBoolean()).isFalse();
		}
		assertThat(row("rival").at("/otherSource/0").asString()).isEqualTo(IMAGE + " belongs to contoso/" + POI);
		assertThat(announce(another)).isEqualTo(202);
		awaitRest();
		assertThat(this.sandbox.customer().digest(POI, "v1")).contains(digest);
		JsonNode kept = this.service.get("/imports").at("/imports/0");
		assertThat(kept.at("/state").asString()).isEqualTo("kept");
		assertThat(kept.at("/error/code").asString()).isEqualTo("other-source");
		assertThat(kept.at("/error/message").asString()).contains("belongs to '" + POI + "' of source 'contoso'");
		assertThat(row("rival").at("/complete").asBoolean()).isFalse();
		assertThat(row("contoso").at("/complete").asBoolean()).isTrue();
		assertThat(this.service.get("/doctor").toString())
			.contains("1 of its images are not brought, as imports from 'contoso/" + POI + "' made their tags");
		JsonNode place = this.service.get("/explain?source=rival&repository=" + RIVAL + "&tag=v1").at("/targets/0");
		assertThat(place.at("/standing").asString()).isEqualTo("other-source");
		assertThat(place.at("/owner").asString()).isEqualTo("contoso/" + POI);
	}

	@Test
	void whoeverMadeATagMayMoveItOnAndWhatIsDeletedIsAnybodys() {
		this.sandbox.vendor().push(POI, "v1", StoredManifest.named("ours"));
		await().atMost(SOON).until(() -> this.service.get("/imports").at("/counts/succeeded").asInt() == 1);
		Digest newer = this.sandbox.vendor().push(POI, "v1", StoredManifest.named("newer"));
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(POI, "v1").filter(newer::equals).isPresent());
		awaitRest();
		this.sandbox.customer().delete(POI, "v1");
		Digest another = this.sandbox.vendor().put(RIVAL, "v1", StoredManifest.named("theirs"));
		assertThat(announce(another)).isEqualTo(202);
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(POI, "v1").filter(another::equals).isPresent());
	}

	@RepeatedTest(2)
	void whereBothBringATagAtOnceItStaysWithOneOfThem(RepetitionInfo repetition) throws InterruptedException {
		Map<String, Digest> images = Map.of("contoso",
				this.sandbox.vendor().put(POI, "v1", StoredManifest.named("ours")), "rival",
				this.sandbox.vendor().put(RIVAL, "v1", StoredManifest.named("theirs")));
		if (repetition.getCurrentRepetition() == 1) {
			pass();
		}
		else {
			announceBoth(images);
		}
		awaitRest();
		Digest first = this.sandbox.customer().digest(POI, "v1").orElseThrow();
		for (int i = 0; i < 2; i++) {
			announceBoth(images);
			awaitRest();
			pass();
			awaitRest();
			assertThat(this.sandbox.customer().digest(POI, "v1")).contains(first);
			assertThat(images.keySet()).filteredOn((source) -> row(source).at("/complete").asBoolean())
				.singleElement()
				.extracting(images::get)
				.as("the one that is there")
				.isEqualTo(first);
		}
		assertThat(this.sandbox.arm().calls()).as("copies").hasSize(1);
	}

	private void announceBoth(Map<String, Digest> images) throws InterruptedException {
		List<Thread> threads = images.entrySet()
			.stream()
			.map((image) -> Thread.startVirtualThread(
					() -> announce(image.getKey(), image.getKey().equals("rival") ? RIVAL : POI, image.getValue())))
			.toList();
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private int announce(Digest digest) {
		return announce("rival", RIVAL, digest);
	}

	private int announce(String source, String repository, Digest digest) {
		return RunningService
			.send(this.service.toWebhook(source)
				.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
				.POST(HttpRequest.BodyPublishers
					.ofString(AcrEvents.push(this.sandbox.vendor().host(), repository, "v1", digest).toString())))
			.statusCode();
	}

	private void pass() {
		assertThat(RunningService
			.send(HttpRequest.newBuilder(this.service.actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()))
			.statusCode()).isEqualTo(202);
		await().atMost(SOON).until(() -> "idle".equals(this.service.get("/reconcile").at("/state").asString()));
	}

	/**
	 * Waits until nothing waits or runs.
	 */
	private void awaitRest() {
		await().atMost(SOON)
			.until(() -> this.service.get("/imports").at("/counts/pending").asInt()
					+ this.service.get("/imports").at("/counts/importing").asInt() == 0);
	}

	private JsonNode row(String source) {
		return this.service.get("/completeness")
			.at("/rows")
			.valueStream()
			.filter((row) -> source.equals(row.at("/source").asString()))
			.findFirst()
			.orElseThrow();
	}

}
