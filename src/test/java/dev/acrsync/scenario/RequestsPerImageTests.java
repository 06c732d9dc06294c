package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.CopyTimes;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.TrafficKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many requests an image costs at the source and at the target, tokens, looks and the
 * listings of comparisons included. Everything is 20 times as fast as in production: a
 * copy takes up to ten seconds.
 */
class RequestsPerImageTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final int IMAGES = 120;

	private static final int REPOSITORIES = 4;

	private static final int PUSHES = 8;

	private static final String SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ofMillis(500));
		this.sandbox.arm().operationsTake(new CopyTimes(Duration.ofMillis(10), Duration.ofMillis(500), 2141));
		this.service = RunningService.start(this.sandbox);
	}

	@Test
	void aBackfillAsksThreeTimesPerImageAtEitherSide() {
		backfill("backfill", false);
		assertThat(perImage(this.sandbox.vendor(), IMAGES)).as("at the source").isLessThanOrEqualTo(3);
		assertThat(perImage(this.sandbox.customer(), IMAGES)).as("at the target").isLessThanOrEqualTo(3);
	}

	@Test
	void aSignatureCostsOneMoreAtTheSourceAndItsLooksAtTheTarget() {
		backfill("signed backfill", true);
		assertThat(perImage(this.sandbox.vendor(), IMAGES)).as("at the source").isLessThanOrEqualTo(4);
		assertThat(perImage(this.sandbox.customer(), IMAGES)).as("at the target").isLessThanOrEqualTo(8);
	}

	@Test
	void aSinglePushAsksFourTimesAtTheSourceAndThreeTimesAtTheTarget() {
		this.sandbox.arm().operationsTake(Duration.ofMillis(20));
		push(0);
		Map<TrafficKind, Long> source = counts(this.sandbox.vendor());
		Map<TrafficKind, Long> target = counts(this.sandbox.customer());
		for (int i = 1; i <= PUSHES; i++) {
			push(i);
		}
		report("single push", this.sandbox.vendor(), source, PUSHES);
		report("single push", this.sandbox.customer(), target, PUSHES);
		assertThat((sum(counts(this.sandbox.vendor())) - sum(source)) / (double) PUSHES).as("at the source")
			.isLessThanOrEqualTo(4);
		assertThat((sum(counts(this.sandbox.customer())) - sum(target)) / (double) PUSHES).as("at the target")
			.isLessThanOrEqualTo(3);
	}

	private void push(int number) {
		this.sandbox.vendor().push("tripinsights/poi", "v" + number, StoredManifest.named("v" + number));
		await().atMost(SOON).until(() -> succeeded() == number + 1);
	}

	private void backfill(String name, boolean signed) {
		for (int i = 0; i < IMAGES; i++) {
			String repository = "tripinsights/service-" + i % REPOSITORIES;
			Digest image = this.sandbox.vendor().put(repository, "1.0." + i, StoredManifest.named("image " + i));
			if (signed) {
				this.sandbox.vendor().put(repository, StoredManifest.referring("signature " + i, image, SIGNATURE));
			}
		}
		RunningService.send(HttpRequest.newBuilder(this.service.actuator("/reconcile"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.noBody()));
		await().atMost(SOON).until(() -> succeeded() == IMAGES);
		report(name, this.sandbox.vendor(), Map.of(), IMAGES);
		report(name, this.sandbox.customer(), Map.of(), IMAGES);
	}

	private int succeeded() {
		return this.service.get("/imports?limit=1").at("/counts/succeeded").asInt();
	}

	private static double perImage(StandInRegistry registry, int images) {
		return sum(counts(registry)) / (double) images;
	}

	private static long sum(Map<TrafficKind, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	private static Map<TrafficKind, Long> counts(StandInRegistry registry) {
		Map<TrafficKind, Long> counts = new EnumMap<>(TrafficKind.class);
		Arrays.stream(TrafficKind.values()).forEach((kind) -> counts.put(kind, registry.requests(kind)));
		return counts;
	}

	private static void report(String name, StandInRegistry registry, Map<TrafficKind, Long> before, int images) {
		Map<TrafficKind, Long> counts = counts(registry);
		counts.replaceAll((kind, count) -> count - before.getOrDefault(kind, 0L));
		System.out.println(name + ", " + registry.host() + ", requests per image: "
				+ String.format(Locale.ROOT, "%.2f: ", sum(counts) / (double) images)
				+ counts.entrySet()
					.stream()
					.filter((entry) -> entry.getValue() > 0)
					.map((entry) -> entry.getKey().label()
							+ String.format(Locale.ROOT, " %.2f", entry.getValue() / (double) images))
					.collect(Collectors.joining(", ")));
	}

}
