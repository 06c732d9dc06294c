package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.CopyTimes;
import dev.acrsync.sandbox.RegistryQuota;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;

/**
 * A vendor's images, none of which the target has yet, and an Azure between them with its
 * published limits.
 */
final class DrainStage implements AutoCloseable {

	/**
	 * How long copies were seen to take.
	 */
	static final CopyTimes COPIES = new CopyTimes(Duration.ofMillis(200), Duration.ofSeconds(10),
			Long.getLong("benchmark.seed", 2141));

	/**
	 * What either registry takes.
	 */
	static final RegistryQuota QUOTA = switch (System.getProperty("benchmark.sku", "basic").toLowerCase(Locale.ROOT)) {
		case "premium" -> RegistryQuota.PREMIUM;
		default -> RegistryQuota.BASIC;
	};

	/** As Azure says it with each answer since 2025. */
	private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

	private static final int REPOSITORIES = 20;

	private static final int SIGNED = 3;

	private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

	private final Sandbox sandbox = Sandbox.start();

	private final Arrivals arrivals = new Arrivals();

	private final List<VendorImage> images = new ArrayList<>();

	/**
	 * Makes a stage.
	 * @param images how many images the vendor has
	 */
	DrainStage(int images) {
		for (int i = 0; i < images; i++) {
			this.images
				.add(put("tripinsights/service-" + i % REPOSITORIES, "1.0." + i / REPOSITORIES, i % SIGNED == 0));
		}
		this.sandbox.vendor().limit(QUOTA);
		this.sandbox.customer().limit(QUOTA);
		this.sandbox.arm().throttle();
		this.sandbox.arm().throttleOperationsAbove(Integer.getInteger("benchmark.parallel", Integer.MAX_VALUE));
		this.sandbox.arm().retryAfter(RETRY_AFTER);
		this.sandbox.arm().operationsTake(COPIES);
		this.sandbox.arm().onCopy(this.arrivals::add);
	}

	private VendorImage put(String repository, String tag, boolean signed) {
		Digest digest = this.sandbox.vendor().put(repository, tag, StoredManifest.named(repository + ":" + tag));
		Optional<Digest> signature = Optional.of(StoredManifest.referring("signature of " + tag, digest, BUNDLE))
			.filter((_) -> signed)
			.map((manifest) -> this.sandbox.vendor().put(repository, manifest));
		return new VendorImage(repository, tag, digest, signature);
	}

	Sandbox sandbox() {
		return this.sandbox;
	}

	Arrivals arrivals() {
		return this.arrivals;
	}

	List<VendorImage> images() {
		return List.copyOf(this.images);
	}

	int signed() {
		return (int) this.images.stream().filter((image) -> image.signature().isPresent()).count();
	}

	boolean isComplete() {
		return this.arrivals.images().count() == this.images.size() && this.arrivals.signatures().count() == signed();
	}

	@Override
	public void close() {
		this.sandbox.close();
	}

}
