package dev.acrsync.breaker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
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
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;

/**
 * Reads registries, but not one that does not answer.
 */
final class GuardedRegistries implements Registries {

	private final Registries registries;

	private final RegistryBreakers breakers;

	/**
	 * Why it was seen last that a registry does not answer: each in its own name, though
	 * several may be behind one endpoint.
	 */
	private final Map<RegistryHost, String> reasons = new ConcurrentHashMap<>();

	GuardedRegistries(Registries registries, RegistryBreakers breakers) {
		this.registries = registries;
		this.breakers = breakers;
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return ask(true, registry, () -> this.registries.read(registry, repository, tag), (quiet) -> quiet);
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		return ask(true, registry, () -> this.registries.read(registry, repository, digest), (quiet) -> quiet);
	}

	@Override
	public TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return ask(false, registry, () -> this.registries.readSubject(registry, repository, manifest),
				(quiet) -> quiet);
	}

	@Override
	public Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age) {
		return this.registries.recall(registry, repository, tag, age);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return ask(false, registry, () -> this.registries.readLock(registry, repository, tag), (quiet) -> quiet);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return ask(false, registry, () -> this.registries.readLock(registry, repository, manifest), (quiet) -> quiet);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		return ask(false, registry, () -> this.registries.readLock(registry, repository), (quiet) -> quiet);
	}

	@Override
	public ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		return ask(false, registry, () -> this.registries.listTags(registry, repository, after, visitor),
				(quiet) -> quiet);
	}

	@Override
	public ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		return ask(false, registry, () -> this.registries.listRepositories(registry, after, visitor), (quiet) -> quiet);
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		return ask(false, registry, () -> this.registries.listReferrers(registry, repository, subject, visitor),
				(quiet) -> quiet);
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest index,
			Consumer<Digest> visitor) {
		return ask(false, registry, () -> this.registries.listPlatforms(registry, repository, index, visitor),
				(quiet) -> quiet);
	}

	@Override
	public ListingResult listManifests(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<Digest> visitor) {
		return ask(false, registry, () -> this.registries.listManifests(registry, repository, visitor),
				(quiet) -> quiet);
	}

	@Override
	public ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return ask(false, registry, () -> this.registries.readLinks(registry, repository, manifest), (quiet) -> quiet);
	}

	private <T> T ask(boolean quick, RegistryAccess registry, Supplier<T> question, Function<Unreadable, T> refused) {
		return this.breakers.of(registry)
			.ask(quick, question, (answer) -> reply(registry, answer), () -> refused.apply(quiet(registry)));
	}

	private <T> RegistryBreaker.RequestResult reply(RegistryAccess registry, T answer) {
		if (answer instanceof Unreadable unreadable) {
			if (unreadable.cause() == Unreadable.UnreadableCause.UNIDENTIFIED
					|| unreadable.cause() == Unreadable.UnreadableCause.UNTRUSTED) {
				return RegistryBreaker.RequestResult.UNASKED;
			}
			if (unreadable.cause() == Unreadable.UnreadableCause.UNAVAILABLE) {
				this.reasons.put(registry.host(), unreadable.message());
				return RegistryBreaker.RequestResult.NONE;
			}
		}
		return RegistryBreaker.RequestResult.GIVEN;
	}

	private Unreadable quiet(RegistryAccess registry) {
		return new Unreadable(Unreadable.UnreadableCause.UNAVAILABLE,
				"%s; it is asked again in %d seconds".formatted(
						this.reasons.getOrDefault(registry.host(),
								"Registry '" + registry.host() + "' does not answer"),
						this.breakers.of(registry).untilLook().toSeconds() + 1),
				Optional.empty());
	}

}
