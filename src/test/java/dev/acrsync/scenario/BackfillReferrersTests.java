package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.SignedImages;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.TrafficKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What belongs to the images that a comparison has found: of an ACR it is known by a list
 * of all manifests, and is what the registry tells of each image.
 */
class BackfillReferrersTests {

	private static final String POI = "tripinsights/poi";

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final int IMAGES = 48;

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ofMillis(500));
		this.sandbox.arm().operationsTake(Duration.ofMillis(50));
		this.service = RunningService.start(this.sandbox);
	}

	@Test
	void aBackfillBringsTheSameFromAListAsFromTheListingsOfEachImage() {
		Set<Digest> listed = backfill();
		assertThat(this.sandbox.vendor().requests(TrafficKind.REFERRERS)).as("of the first few images")
			.isLessThan(IMAGES);
		this.sandbox.close();
		start();
		this.sandbox.vendor().becomePlain();
		assertThat(listed).isEqualTo(backfill());
		assertThat(this.sandbox.vendor().requests(TrafficKind.REFERRERS)).isGreaterThan(IMAGES);
	}

	@Test
	void whatIsPushedAfterTheListIsBroughtByItsEvent() {
		SignedImages.put(this.sandbox.vendor(), POI, IMAGES);
		compare();
		Digest image = this.sandbox.vendor().digest(POI, "v1").orElseThrow();
		Digest late = this.sandbox.vendor().push(POI, StoredManifest.referring("late", image, SignedImages.SIGNATURE));
		await().atMost(SOON).until(() -> this.sandbox.customer().manifest(POI, late.value()).isPresent());
	}

	@Test
	void anAnnouncedImageIsAskedForAfterTheList() {
		SignedImages.put(this.sandbox.vendor(), POI, IMAGES);
		compare();
		long before = this.sandbox.vendor().requests(TrafficKind.REFERRERS);
		StoredManifest image = StoredManifest.named("announced");
		Digest signature = this.sandbox.vendor()
			.put(POI, StoredManifest.referring("signature", image.digest(), SignedImages.SIGNATURE));
		this.sandbox.vendor().push(POI, "announced", image);
		await().atMost(SOON).until(() -> this.sandbox.customer().manifest(POI, signature.value()).isPresent());
		assertThat(this.sandbox.vendor().requests(TrafficKind.REFERRERS)).isGreaterThan(before);
	}

	private Set<Digest> backfill() {
		SignedImages.put(this.sandbox.vendor(), POI, IMAGES);
		compare();
		return this.sandbox.customer().digests(POI);
	}

	private void compare() {
		RunningService.send(HttpRequest.newBuilder(this.service.actuator("/reconcile"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.noBody()));
		await().atMost(SOON)
			.until(() -> this.service.get("/imports?limit=1").at("/counts/succeeded").asInt() == IMAGES);
	}

}
