package dev.acrsync.breaker;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.tracing.Tracing;

/**
 * Reads registries, each time within a span.
 */
public final class TracedRegistries implements Registries {

	private final Registries registries;

	private final Tracing tracing;

	TracedRegistries(Registries registries, Tracing tracing) {
		this.registries = registries;
		this.tracing = tracing;
	}

	/**
	 * Returns them without spans, for what is read very often.
	 */
	public Registries untraced() {
		return this.registries;
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		try (Tracing.Step _ = request("read ", registry, repository.with(tag))) {
			return told(this.registries.read(registry, repository, tag));
		}
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		try (Tracing.Step _ = request("read ", registry, repository.with(digest))) {
			return told(this.registries.read(registry, repository, digest));
		}
	}

	private TagReading told(TagReading reading) {
		switch (reading) {
			case TagReading.Found(Digest digest) -> {
				this.tracing.tag("acr_sync.digest", digest.value());
				TryNotes.result(digest.value().substring(0, 19));
			}
			case Absent() -> {
				this.tracing.tag("acr_sync.digest", "none");
				TryNotes.result("none");
			}
			case Unreadable reason -> failed(reason);
		}
		return reading;
	}

	@Override
	public Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age) {
		return this.registries.recall(registry, repository, tag, age);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		try (Tracing.Step _ = request("read lock at ", registry, repository.with(tag))) {
			return told(this.registries.readLock(registry, repository, tag));
		}
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try (Tracing.Step _ = request("read lock at ", registry, repository.with(manifest))) {
			return told(this.registries.readLock(registry, repository, manifest));
		}
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		try (Tracing.Step _ = request("read lock at ", registry, repository.value())) {
			return told(this.registries.readLock(registry, repository));
		}
	}

	private TagLock told(TagLock lock) {
		if (lock instanceof Unreadable reason) {
			failed(reason);
		}
		return lock;
	}

	@Override
	public ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		try (Tracing.Step _ = request("list at ", registry, repository.value())) {
			return told(this.registries.listTags(registry, repository, after, visitor));
		}
	}

	@Override
	public ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		try (Tracing.Step _ = request("list at ", registry, "")) {
			return told(this.registries.listRepositories(registry, after, visitor));
		}
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		try (Tracing.Step _ = request("list at ", registry, repository.with(subject))) {
			return told(this.registries.listReferrers(registry, repository, subject, visitor));
		}
	}

	@Override
	public TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try (Tracing.Step _ = request("read ", registry, repository.with(manifest))) {
			return told(this.registries.readSubject(registry, repository, manifest));
		}
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		try (Tracing.Step _ = request("list at ", registry, repository.with(image))) {
			return told(this.registries.listPlatforms(registry, repository, image, visitor));
		}
	}

	private ListingResult told(ListingResult listing) {
		if (listing instanceof Unreadable reason) {
			failed(reason);
		}
		return listing;
	}

	private Tracing.Step request(String what, RegistryAccess registry, String image) {
		Tracing.Step step = this.tracing.request(what + registry.host());
		this.tracing.tag("acr_sync.image", registry.host() + "/" + image);
		return TryNotes.step(what + registry.host(), step);
	}

	private void failed(Unreadable reason) {
		String cause = reason.cause().name().toLowerCase(Locale.ROOT);
		TryNotes.result(cause);
		this.tracing.failed(cause, reason.message());
	}

}
