package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;

/**
 * What Microsoft's own image builder does, without a ledger: asks for all imports at
 * once, again after {@code Retry-After} where that is refused, and polls as often as
 * Azure says. It lists referrers no faster than the registry allows, and imports them
 * after their image. It compares no digests. See
 * <a href="https://github.com/dotnet/docker-tools/pull/2143">its change of June 2026</a>.
 */
final class PlainLoop implements Drain {

	@Override
	public Optional<Duration> run(DrainStage stage, Duration budget) throws Exception {
		try (PlainClient client = new PlainClient(stage.sandbox());
				ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			PerMinute listings = new PerMinute(DrainStage.QUOTA.referrers());
			List<Future<Boolean>> copies = new ArrayList<>();
			client.warmUp();
			stage.arrivals().begin();
			for (LoopImage image : list(stage, client)) {
				Future<List<String>> referrers = executor.submit(() -> {
					listings.pass();
					return referrers(image, client);
				});
				copies.add(executor.submit(() -> copy(image, referrers, client)));
			}
			executor.shutdown();
			Duration left = budget.minus(stage.arrivals().elapsed());
			if (!executor.awaitTermination(left.toMillis(), TimeUnit.MILLISECONDS)) {
				executor.shutdownNow();
				return Optional.empty();
			}
			long failed = copies.stream()
				.filter((copy) -> copy.state() != Future.State.SUCCESS || !copy.resultNow())
				.count();
			if (failed > 0) {
				System.out.println(failed + " images or their signatures were given up by the plain loop");
				return Optional.empty();
			}
			return Optional.of(stage.arrivals().elapsed());
		}
	}

	private static List<LoopImage> list(DrainStage stage, PlainClient client) throws InterruptedException {
		List<LoopImage> images = new ArrayList<>();
		for (String repository : new TreeSet<>(stage.images().stream().map(VendorImage::repository).toList())) {
			JsonNode tags = client.source("/acr/v1/%s/_tags?n=1000".formatted(repository)).at("/tags");
			tags.forEach((tag) -> images
				.add(new LoopImage(repository, tag.at("/name").asString(), tag.at("/digest").asString())));
		}
		return images;
	}

	private static List<String> referrers(LoopImage image, PlainClient client) throws InterruptedException {
		List<String> digests = new ArrayList<>();
		client.source("/v2/%s/referrers/%s".formatted(image.repository, image.digest))
			.at("/manifests")
			.forEach((manifest) -> digests.add(manifest.at("/digest").asString()));
		return digests;
	}

	private static boolean copy(LoopImage image, Future<List<String>> referrers, PlainClient client) throws Exception {
		boolean all = client.importImage(image.repository + "@" + image.digest,
				"\"targetTags\":[\"%s:%s\"]".formatted(image.repository, image.tag));
		for (String digest : referrers.get()) {
			all &= client.importImage(image.repository + "@" + digest,
					"\"untaggedTargetRepositories\":[\"%s\"]".formatted(image.repository));
		}
		return all;
	}

	private record LoopImage(String repository, String tag, String digest) {
	}

	/**
	 * Lets so many pass in each minute.
	 */
	private static final class PerMinute {

		/** A little more than a minute, since the registry's begins a little later. */
		private static final long MINUTE = Duration.ofSeconds(61).toNanos();

		private final int most;

		private long start;

		private int passed;

		PerMinute(int most) {
			this.most = most;
		}

		void pass() throws InterruptedException {
			Thread.sleep(Duration.ofNanos(Math.max(0, next() - System.nanoTime())));
		}

		private synchronized long next() {
			if (this.passed == 0) {
				this.start = System.nanoTime();
			}
			return this.start + this.passed++ / this.most * MINUTE;
		}

	}

}
