package dev.acrsync.reconcile;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Registry;

/**
 * Reads registries at a gentle pace. What it visits of a long listing counts too, a page
 * at a time.
 */
final class PacedRegistries {

	private static final int PAGE = 100;

	private static final int MAX_WAITS = 2;

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private static final String STOPPING = "the service is stopping";

	private final Registries registries;

	private final Pacer pacer;

	PacedRegistries(Registries registries, Pacer pacer) {
		this.registries = registries;
		this.pacer = pacer;
	}

	TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		return read(registry, () -> this.registries.read(registry, repository, tag));
	}

	TagReading read(Registry registry, RepositoryName repository, Digest digest) {
		return read(registry, () -> this.registries.read(registry, repository, digest));
	}

	/**
	 * Asks again when the registry wants that, as a listing does.
	 */
	private TagReading read(Registry registry, Supplier<TagReading> reading) {
		for (int waits = 0; await(registry, Pacer.USUAL); waits++) {
			TagReading read = reading.get();
			Optional<Duration> wait = (waits < MAX_WAITS) ? wait(read) : Optional.empty();
			if (wait.isEmpty() || !await(wait.get())) {
				return read;
			}
		}
		return new Unreadable(Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

	private static Optional<Duration> wait(TagReading read) {
		return (read instanceof Unreadable(var cause, var _, var after) && cause == Cause.THROTTLED)
				? after.filter((it) -> it.compareTo(LONGEST_WAIT) <= 0) : Optional.empty();
	}

	Listing listReferrers(Registry registry, RepositoryName repository, Digest subject, Consumer<Referrer> visitor) {
		Predicate<Referrer> paced = paced(registry, Pacer.REFERRERS, (referrer) -> {
			visitor.accept(referrer);
			return true;
		});
		return await(registry, Pacer.REFERRERS)
				? this.registries.listReferrers(registry, repository, subject, paced::test) : stopping();
	}

	Listing listTags(Registry registry, RepositoryName repository, Predicate<ListedTag> visitor) {
		return await(registry, Pacer.USUAL)
				? this.registries.listTags(registry, repository, paced(registry, Pacer.USUAL, visitor)) : stopping();
	}

	Listing listRepositories(Registry registry, Predicate<RepositoryName> visitor) {
		return await(registry, Pacer.USUAL)
				? this.registries.listRepositories(registry, paced(registry, Pacer.USUAL, visitor)) : stopping();
	}

	private <T> Predicate<T> paced(Registry registry, Duration gap, Predicate<T> visitor) {
		int[] visited = { 0 };
		return (item) -> visitor.test(item) && (++visited[0] % PAGE != 0 || await(registry, gap));
	}

	private boolean await(Registry registry, Duration gap) {
		return isDone(() -> this.pacer.await(registry.host(), gap));
	}

	private boolean await(Duration time) {
		return isDone(() -> this.pacer.waitFor(time));
	}

	private static boolean isDone(Waiting waiting) {
		try {
			waiting.run();
			return true;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static Listing stopping() {
		return new Unreadable(Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

	/**
	 * Something that ends early when the service stops.
	 */
	@FunctionalInterface
	private interface Waiting {

		void run() throws InterruptedException;

	}

}
