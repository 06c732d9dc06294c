package dev.acrsync.reconcile;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Registry;

/**
 * Reads registries at a gentle pace. What it visits of a long listing counts too, a page
 * at a time.
 */
final class PacedRegistries {

	private static final int PAGE = 100;

	private static final String STOPPING = "the service is stopping";

	private final Registries registries;

	private final Pacer pacer;

	PacedRegistries(Registries registries, Pacer pacer) {
		this.registries = registries;
		this.pacer = pacer;
	}

	TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		return await(registry) ? this.registries.read(registry, repository, tag)
				: new TagReading.Unreadable(TagReading.Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

	TagReading read(Registry registry, RepositoryName repository, Digest digest) {
		return await(registry) ? this.registries.read(registry, repository, digest)
				: new TagReading.Unreadable(TagReading.Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

	Listing listReferrers(Registry registry, RepositoryName repository, Digest subject, Consumer<Referrer> visitor) {
		Predicate<Referrer> paced = paced(registry, (referrer) -> {
			visitor.accept(referrer);
			return true;
		});
		return await(registry) ? this.registries.listReferrers(registry, repository, subject, paced::test) : stopping();
	}

	Listing listTags(Registry registry, RepositoryName repository, Predicate<ListedTag> visitor) {
		return await(registry) ? this.registries.listTags(registry, repository, paced(registry, visitor)) : stopping();
	}

	Listing listRepositories(Registry registry, Predicate<RepositoryName> visitor) {
		return await(registry) ? this.registries.listRepositories(registry, paced(registry, visitor)) : stopping();
	}

	private <T> Predicate<T> paced(Registry registry, Predicate<T> visitor) {
		int[] visited = { 0 };
		return (item) -> visitor.test(item) && (++visited[0] % PAGE != 0 || await(registry));
	}

	private boolean await(Registry registry) {
		try {
			this.pacer.await(registry.host());
			return true;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static Listing stopping() {
		return new Listing.Unreadable(TagReading.Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

}
