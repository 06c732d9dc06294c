package dev.acrsync.breaker;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.tracing.Tracing;

/**
 * Reads registries, each time within a span, but not one that does not answer.
 */
public final class GuardedRegistries implements Registries {

	private final Registries registries;

	private final RegistryBreakers breakers;

	private final Optional<Tracing> tracing;

	GuardedRegistries(Registries registries, RegistryBreakers breakers, Optional<Tracing> tracing) {
		this.registries = registries;
		this.breakers = breakers;
		this.tracing = tracing;
	}

	/**
	 * Returns them without spans, for what is read very often.
	 */
	public Registries untraced() {
		return new GuardedRegistries(this.registries, this.breakers, Optional.empty());
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		try (GuardedRequest request = begin(true, "read ", registry, repository.with(tag))) {
			return request
				.shown(request.isBarred() ? request.silence() : this.registries.read(registry, repository, tag));
		}
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		try (GuardedRequest request = begin(true, "read ", registry, repository.with(digest))) {
			return request
				.shown(request.isBarred() ? request.silence() : this.registries.read(registry, repository, digest));
		}
	}

	@Override
	public TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try (GuardedRequest request = begin(false, "read ", registry, repository.with(manifest))) {
			return request.shown(request.isBarred() ? request.silence()
					: this.registries.readSubject(registry, repository, manifest));
		}
	}

	@Override
	public Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age) {
		return this.registries.recall(registry, repository, tag, age);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		try (GuardedRequest request = begin(false, "read lock at ", registry, repository.with(tag))) {
			return request
				.told(request.isBarred() ? request.silence() : this.registries.readLock(registry, repository, tag));
		}
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try (GuardedRequest request = begin(false, "read lock at ", registry, repository.with(manifest))) {
			return request.told(
					request.isBarred() ? request.silence() : this.registries.readLock(registry, repository, manifest));
		}
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		try (GuardedRequest request = begin(false, "read lock at ", registry, repository.value())) {
			return request
				.told(request.isBarred() ? request.silence() : this.registries.readLock(registry, repository));
		}
	}

	@Override
	public ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		try (GuardedRequest request = begin(false, "list at ", registry, repository.value())) {
			return request.told(request.isBarred() ? request.silence()
					: this.registries.listTags(registry, repository, after, visitor));
		}
	}

	@Override
	public ListingResult listNewestTags(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<ListedTag> visitor) {
		try (GuardedRequest request = begin(false, "list at ", registry, repository.value())) {
			return request.told(request.isBarred() ? request.silence()
					: this.registries.listNewestTags(registry, repository, visitor));
		}
	}

	@Override
	public ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		try (GuardedRequest request = begin(false, "list at ", registry, "")) {
			return request.told(request.isBarred() ? request.silence()
					: this.registries.listRepositories(registry, after, visitor));
		}
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		try (GuardedRequest request = begin(false, "list at ", registry, repository.with(subject))) {
			return request.told(request.isBarred() ? request.silence()
					: this.registries.listReferrers(registry, repository, subject, visitor));
		}
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest index,
			Consumer<Digest> visitor) {
		try (GuardedRequest request = begin(false, "list at ", registry, repository.with(index))) {
			return request.told(request.isBarred() ? request.silence()
					: this.registries.listPlatforms(registry, repository, index, visitor));
		}
	}

	@Override
	public ListingResult listManifests(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<Digest> visitor) {
		try (GuardedRequest request = begin(false, "list at ", registry, repository.value())) {
			return request.told(request.isBarred() ? request.silence()
					: this.registries.listManifests(registry, repository, visitor));
		}
	}

	@Override
	public ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try (GuardedRequest request = begin(false, "read ", registry, repository.with(manifest))) {
			return request.told(
					request.isBarred() ? request.silence() : this.registries.readLinks(registry, repository, manifest));
		}
	}

	private GuardedRequest begin(boolean quick, String what, RegistryAccess registry, String image) {
		Tracing spans = this.tracing.orElse(Tracing.OFF);
		Tracing.Step span = spans.request(what + registry.host());
		spans.tag("acr_sync.image", registry.host() + "/" + image);
		return new GuardedRequest(this.breakers, registry, quick, spans,
				this.tracing.isPresent() ? TryNotes.step(what + registry.host(), span) : span);
	}

}
