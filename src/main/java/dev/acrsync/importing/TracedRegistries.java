package dev.acrsync.importing;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Registry;
import dev.acrsync.tracing.Tracing;

/**
 * Reads registries, each time within a span.
 */
final class TracedRegistries implements Registries {

	private final Registries registries;

	private final Tracing tracing;

	TracedRegistries(Registries registries, Tracing tracing) {
		this.registries = registries;
		this.tracing = tracing;
	}

	/**
	 * Returns them without spans, for what is read very often.
	 */
	Registries untraced() {
		return this.registries;
	}

	@Override
	public TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		return read(registry, repository + ":" + tag, () -> this.registries.read(registry, repository, tag));
	}

	@Override
	public TagReading read(Registry registry, RepositoryName repository, Digest digest) {
		return read(registry, repository + "@" + digest, () -> this.registries.read(registry, repository, digest));
	}

	private TagReading read(Registry registry, String image, Supplier<TagReading> read) {
		return request("read ", registry, image, () -> {
			TagReading reading = read.get();
			switch (reading) {
				case TagReading.Found(Digest digest) -> this.tracing.tag("acr_sync.digest", digest.value());
				case Absent() -> this.tracing.tag("acr_sync.digest", "none");
				case Unreadable reason -> failed(reason);
			}
			return reading;
		});
	}

	@Override
	public Optional<TagReading> recall(Registry registry, RepositoryName repository, Tag tag, Duration age) {
		return this.registries.recall(registry, repository, tag, age);
	}

	@Override
	public TagLock readLock(Registry registry, RepositoryName repository, Tag tag) {
		return readLock(registry, repository + ":" + tag, () -> this.registries.readLock(registry, repository, tag));
	}

	@Override
	public TagLock readLock(Registry registry, RepositoryName repository, Digest manifest) {
		return readLock(registry, repository + "@" + manifest,
				() -> this.registries.readLock(registry, repository, manifest));
	}

	@Override
	public TagLock readLock(Registry registry, RepositoryName repository) {
		return readLock(registry, repository.value(), () -> this.registries.readLock(registry, repository));
	}

	private TagLock readLock(Registry registry, String what, Supplier<TagLock> read) {
		return request("read lock at ", registry, what, () -> {
			TagLock lock = read.get();
			if (lock instanceof Unreadable reason) {
				failed(reason);
			}
			return lock;
		});
	}

	@Override
	public Listing listTags(Registry registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		return list(registry, repository.value(), () -> this.registries.listTags(registry, repository, after, visitor));
	}

	@Override
	public Listing listRepositories(Registry registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		return list(registry, "", () -> this.registries.listRepositories(registry, after, visitor));
	}

	@Override
	public Listing listReferrers(Registry registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		return list(registry, repository + "@" + subject,
				() -> this.registries.listReferrers(registry, repository, subject, visitor));
	}

	@Override
	public TagReading readSubject(Registry registry, RepositoryName repository, Digest manifest) {
		return read(registry, repository + "@" + manifest,
				() -> this.registries.readSubject(registry, repository, manifest));
	}

	@Override
	public Listing listPlatforms(Registry registry, RepositoryName repository, Digest image, Consumer<Digest> visitor) {
		return list(registry, repository + "@" + image,
				() -> this.registries.listPlatforms(registry, repository, image, visitor));
	}

	private Listing list(Registry registry, String what, Supplier<Listing> list) {
		return request("list at ", registry, what, () -> {
			Listing listing = list.get();
			if (listing instanceof Unreadable reason) {
				failed(reason);
			}
			return listing;
		});
	}

	private <T> T request(String what, Registry registry, String image, Supplier<T> request) {
		return this.tracing.request(what + registry.host(), () -> {
			this.tracing.tag("acr_sync.image", registry.host() + "/" + image);
			return request.get();
		});
	}

	private void failed(Unreadable reason) {
		this.tracing.failed(reason.cause().name().toLowerCase(Locale.ROOT), reason.message());
	}

}
