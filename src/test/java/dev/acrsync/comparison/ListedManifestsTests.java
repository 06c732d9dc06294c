package dev.acrsync.comparison;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.inventory.ComparisonBudget;
import dev.acrsync.inventory.ListedManifests;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.referrers.ReferrerWalk;
import dev.acrsync.referrers.UntaggedReader;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.registry.Registries;
import dev.acrsync.resumption.KnownManifests;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.sandbox.RegistryQuota;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.SignedImages;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.TrafficKind;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What belongs to the images of a repository by a list of all its manifests, beside what
 * the same registry tells of each image.
 */
class ListedManifestsTests {

	private static final String POI = "tripinsights/poi";

	private static final RepositoryName REPOSITORY = new RepositoryName(POI);

	private static final String SIGNATURE = SignedImages.SIGNATURE;

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	private PacedRegistries registries;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.vendor().limit(RegistryQuota.BASIC);
		this.service = RunningService.start(this.sandbox);
		this.registries = new PacedRegistries(this.service.bean(Registries.class),
				new ComparisonBudget(System::nanoTime, Duration.ofHours(1), new Semaphore(1)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", SIGNATURE, SignedImages.SBOM, "application/vnd.oci.empty.v1+json" })
	void tellsTheSameAsTheRegistryDoesOfEachImage(String artifactType) {
		List<Digest> images = images(15);
		ReferrerRule rule = new ReferrerRule(true, artifactType.isEmpty() ? Set.of() : Set.of(artifactType));
		Map<Digest, Set<ImageReferrer>> told = belonging(this.registries, rule, images);
		long listings = this.sandbox.vendor().requests(TrafficKind.REFERRERS);
		ReferrerListings listed = listed(images.size());
		assertThat(belonging(listed, rule, images)).isEqualTo(told);
		assertThat(told.values()).anySatisfy((found) -> assertThat(found).isNotEmpty());
		assertThat(this.sandbox.vendor().requests(TrafficKind.REFERRERS)).isEqualTo(listings);
	}

	@Test
	void readsEachManifestOnceInItsLifeAndForgetsWhatIsGone() {
		List<Digest> images = images(15);
		listed(images.size());
		long read = this.sandbox.vendor().requests(TrafficKind.MANIFEST);
		Digest late = put(StoredManifest.referring("late", images.getFirst(), SIGNATURE));
		ReferrerListings listed = listed(images.size());
		assertThat(this.sandbox.vendor().requests(TrafficKind.MANIFEST)).isEqualTo(read + 1);
		assertThat(belonging(listed, ReferrerRule.ALL, images).get(images.getFirst())).extracting(ImageReferrer::digest)
			.contains(late);
		KnownManifests known = this.service.bean(KnownManifests.class);
		known.remember("contoso", REPOSITORY,
				Map.of(new Digest("sha256:" + "0".repeat(64)), known.of("contoso", REPOSITORY).get(late)));
		listed(images.size());
		assertThat(known.of("contoso", REPOSITORY)).containsKey(late)
			.doesNotContainKey(new Digest("sha256:" + "0".repeat(64)));
	}

	@Test
	void doesNotListWhereThatCostsMoreOrCannotBeHad() {
		List<Digest> images = images(15);
		assertThat(ListedManifests.of(this.registries, inventory(), source(), REPOSITORY, ListedManifests.FEW - 1))
			.isEmpty();
		for (int i = 0; i < 300; i++) {
			put(StoredManifest.named("of no interest " + i));
		}
		assertThat(ListedManifests.of(this.registries, inventory(), source(), REPOSITORY, ListedManifests.FEW))
			.isEmpty();
		assertThat(this.sandbox.vendor().requests(TrafficKind.MANIFEST)).isZero();
		this.sandbox.vendor().becomePlain();
		assertThat(ListedManifests.of(this.registries, inventory(), source(), REPOSITORY, images.size() * 100))
			.isEmpty();
	}

	/**
	 * At this price 10,000 images with a signature each cost 20,000 reads and some 500
	 * pages the first time, of 5,000 reads a minute, and the pages alone from then on;
	 * asked one by one they cost 20,000 of 250 listings a minute.
	 */
	@Test
	void aComparisonOfSignedImagesCostsTwoReadsOfEachTheFirstTimeAndAFewPagesFromThenOn() {
		int images = Integer.getInteger("listed.images", 200);
		for (int i = 0; i < images; i++) {
			StoredManifest image = StoredManifest.named("image " + i);
			StoredManifest signature = StoredManifest.referring("signature " + i, image.digest(), SIGNATURE);
			this.sandbox.vendor().put(POI, "v" + i, image);
			this.sandbox.customer().put(POI, "v" + i, image);
			put(signature);
			if (i > 0) {
				this.sandbox.customer().put(POI, signature);
			}
		}
		this.service.bean(DryRuns.class).plan();
		long planned = this.sandbox.vendor().requests(TrafficKind.MANIFEST);
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).as("that lacks its signature").isEqualTo(1);
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.service.get("/imports?limit=1").at("/counts/unchanged").asInt() == 1);
		long referrers = this.sandbox.vendor().requests(TrafficKind.REFERRERS);
		long manifests = this.sandbox.vendor().requests(TrafficKind.MANIFEST);
		assertThat(planned).as("read by the dry run, as far as its time goes").isLessThanOrEqualTo(2L * images);
		long target = this.sandbox.customer().requests(TrafficKind.MANIFEST);
		long pages = this.sandbox.vendor().requests(TrafficKind.LIST);
		assertThat(referrers).as("of the one image and its signature").isLessThanOrEqualTo(2);
		assertThat(manifests - planned).as("the dry run writes nothing down").isBetween(2L * images, 2L * images + 2);
		pass();
		assertThat(this.service.get("/reconcile").at("/found").asInt()).isZero();
		assertThat(this.service.get("/reconcile").at("/referrers/looked").asInt()).isEqualTo(images);
		assertThat(this.sandbox.vendor().requests(TrafficKind.REFERRERS)).isEqualTo(referrers);
		assertThat(this.sandbox.vendor().requests(TrafficKind.MANIFEST)).isEqualTo(manifests);
		assertThat(this.sandbox.customer().requests(TrafficKind.MANIFEST)).isEqualTo(target);
		assertThat(this.sandbox.vendor().requests(TrafficKind.LIST) - pages).isLessThanOrEqualTo(images / 100 * 3 + 1);
	}

	private void pass() {
		assertThat(this.service.bean(ComparisonScheduler.class).begin()).isTrue();
		await().atMost(Duration.ofSeconds(60 + Integer.getInteger("listed.images", 200) / 10))
			.until(() -> "idle".equals(this.service.get("/reconcile").at("/state").asString("")));
	}

	private ReferrerListings listed(int images) {
		return ListedManifests.of(this.registries, inventory(), source(), REPOSITORY, images).orElseThrow();
	}

	private ManifestInventory inventory() {
		return new ManifestInventory(this.service.bean(KnownManifests.class), true);
	}

	private Source source() {
		return this.service.bean(Settings.class).source("contoso").orElseThrow();
	}

	private Map<Digest, Set<ImageReferrer>> belonging(ReferrerListings listings, ReferrerRule rule,
			List<Digest> images) {
		Map<Digest, Set<ImageReferrer>> all = new HashMap<>();
		for (Digest image : images) {
			ReferrerWalk walk = new ReferrerWalk(new UntaggedReader(listings, source().registry(), REPOSITORY), rule,
					image);
			Set<ImageReferrer> found = new HashSet<>();
			for (List<ImageReferrer> level = walk.next(); !level.isEmpty(); level = walk.next()) {
				found.addAll(level);
			}
			all.put(image, found);
		}
		return all;
	}

	private List<Digest> images(int count) {
		return SignedImages.put(this.sandbox.vendor(), POI, count);
	}

	private Digest put(StoredManifest manifest) {
		return this.sandbox.vendor().put(POI, manifest);
	}

}
