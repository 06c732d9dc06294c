package dev.acrsync.importing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.RegistryAccess;

/**
 * Registries in memory, which may be away.
 */
public final class FakeRegistries implements Registries {

	private final Map<String, Digest> tags = new LinkedHashMap<>();

	private final Set<String> manifests = new LinkedHashSet<>();

	private final Set<String> barred = new HashSet<>();

	private final Map<String, List<Referrer>> referrers = new HashMap<>();

	private final Map<String, List<Digest>> platforms = new HashMap<>();

	private final Map<String, TagLock> locks = new HashMap<>();

	private final Map<String, Integer> reads = new HashMap<>();

	private final Map<String, Integer> lockReads = new HashMap<>();

	private final Map<String, Unreadable> untold = new HashMap<>();

	private final Map<String, Unreadable> away = new HashMap<>();

	private final Map<String, Unreadable> unlisted = new HashMap<>();

	private final Map<String, Digest> behind = new HashMap<>();

	private final Map<String, TagReading> listed = new HashMap<>();

	private final List<String> listings = new ArrayList<>();

	@Override
	public synchronized TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		this.reads.merge(registry.host().value(), 1, Integer::sum);
		TagReading unreadable = this.away.get(registry.host().value());
		if (unreadable != null) {
			return unreadable;
		}
		String image = registry.host() + "/" + repository + ":" + tag;
		Digest digest = this.behind.getOrDefault(image, this.tags.get(image));
		return (digest != null) ? new TagReading.Found(digest) : new Absent();
	}

	@Override
	public synchronized TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		TagReading unreadable = this.away.get(registry.host().value());
		if (unreadable != null) {
			return unreadable;
		}
		String manifest = registry.host() + "/" + repository + "@" + digest;
		if (this.barred.contains(manifest)) {
			return new Unreadable(UnreadableCause.DISALLOWED, manifest + " is barred", Optional.empty());
		}
		boolean there = this.manifests.contains(manifest);
		return there ? new TagReading.Found(digest) : new Absent();
	}

	@Override
	public synchronized Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag,
			Duration age) {
		String name = registry.host() + "/" + repository;
		return Optional.ofNullable(this.listed.get(name + ":" + tag))
			.or(() -> this.listings.contains(name) ? Optional.of(new Absent()) : Optional.empty());
	}

	/**
	 * Remembers of a tag what a listing has told of it.
	 */
	synchronized void listed(String image, TagReading told) {
		this.listed.put(image, told);
	}

	/**
	 * Returns of which repositories the tags were listed.
	 */
	public synchronized List<String> listings() {
		return List.copyOf(this.listings);
	}

	@Override
	public synchronized TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return this.locks.getOrDefault(registry.host() + "/" + repository + ":" + tag, new TagLock.Open());
	}

	@Override
	public synchronized TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return this.locks.getOrDefault(registry.host() + "/" + repository + "@" + manifest, new TagLock.Open());
	}

	@Override
	public synchronized TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		String name = registry.host() + "/" + repository;
		this.lockReads.merge(name, 1, Integer::sum);
		return this.locks.getOrDefault(name, new TagLock.Open());
	}

	/**
	 * Returns how often a registry's tags were read.
	 */
	public int reads(String host) {
		return this.reads.getOrDefault(host, 0);
	}

	/**
	 * Returns how often it was asked whether a repository is locked.
	 * @param repository host and repository
	 */
	int lockReads(String repository) {
		return this.lockReads.getOrDefault(repository, 0);
	}

	@Override
	public synchronized ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		String prefix = registry.host() + "/" + repository + ":";
		if (this.unlisted.get(registry.host().value()) instanceof Unreadable reason) {
			return reason;
		}
		if (this.away.get(registry.host().value()) == null) {
			this.listings.add(registry.host() + "/" + repository);
			this.tags.forEach((image, digest) -> {
				if (image.startsWith(prefix)) {
					this.listed.put(image, new TagReading.Found(digest));
				}
			});
		}
		return list(registry, this.tags.keySet(), (image) -> {
			Optional<Digest> digest = Optional.ofNullable(this.tags.get(image));
			return !image.startsWith(prefix) || visitor
				.test(new ListedTag(new Tag(image.substring(prefix.length())), digest, Optional.empty(), true));
		});
	}

	@Override
	public ListingResult listNewestTags(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<ListedTag> visitor) {
		return listTags(registry, repository, visitor);
	}

	@Override
	public ListingResult listManifests(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<Digest> visitor) {
		return new Absent();
	}

	@Override
	public ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return new Absent();
	}

	@Override
	public synchronized ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		Set<String> repositories = new LinkedHashSet<>();
		this.tags.keySet().forEach((image) -> repositories.add(image.substring(0, image.lastIndexOf(':'))));
		String prefix = registry.host() + "/";
		return list(registry, repositories, (name) -> !name.startsWith(prefix)
				|| visitor.test(new RepositoryName(name.substring(prefix.length()))));
	}

	@Override
	public synchronized TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		String prefix = registry.host() + "/" + repository + "@";
		return this.referrers.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(prefix)
					&& entry.getValue().stream().anyMatch((it) -> it.digest().equals(manifest)))
			.findFirst()
			.map((entry) -> new Digest(entry.getKey().substring(prefix.length())))
			.or(() -> Optional.of(manifest).filter((it) -> this.manifests.contains(prefix + it)))
			.<TagReading>map(TagReading.Found::new)
			.orElseGet(Absent::new);
	}

	@Override
	public synchronized ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		List<Digest> platforms = this.platforms.get(registry.host() + "/" + repository + "@" + image);
		return (platforms != null) ? list(registry, platforms, (platform) -> {
			visitor.accept(platform);
			return true;
		}) : Optional.<ListingResult>ofNullable(this.away.get(registry.host().value())).orElseGet(Absent::new);
	}

	@Override
	public synchronized ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		String name = registry.host() + "/" + repository + "@" + subject;
		Unreadable untold = this.untold.get(registry.host().value());
		if (untold != null) {
			return untold;
		}
		return list(registry, this.referrers.getOrDefault(name, List.of()), (referrer) -> {
			visitor.accept(referrer);
			return true;
		});
	}

	private <T> ListingResult list(RegistryAccess registry, Iterable<T> items, Predicate<T> visitor) {
		Unreadable unreadable = this.away.get(registry.host().value());
		if (unreadable != null) {
			return unreadable;
		}
		for (T item : items) {
			if (!visitor.test(item)) {
				return new ListingResult.Stopped();
			}
		}
		return new ListingResult.Complete();
	}

	public synchronized void put(String image, Digest digest) {
		this.tags.put(image, digest);
		putManifest(image.substring(0, image.lastIndexOf(':')), digest);
	}

	/**
	 * Shows what a tag had before, as a replica does that is behind.
	 */
	synchronized void showsStill(String image, Digest digest) {
		this.behind.put(image, digest);
	}

	synchronized void catchesUp(String image) {
		this.behind.remove(image);
	}

	/**
	 * Puts a manifest without a tag.
	 * @param repository host and repository
	 */
	public synchronized void putManifest(String repository, Digest digest) {
		this.manifests.add(repository + "@" + digest);
	}

	/**
	 * Puts a manifest that refers to another one.
	 * @param repository host and repository
	 */
	public synchronized void refer(String repository, Digest subject, Referrer referrer) {
		putManifest(repository, referrer.digest());
		this.referrers.computeIfAbsent(repository + "@" + subject, (_) -> new ArrayList<>()).add(referrer);
	}

	/**
	 * Makes a manifest an index of others.
	 * @param repository host and repository
	 */
	public synchronized void index(String repository, Digest image, Digest... platforms) {
		this.platforms.put(repository + "@" + image, List.of(platforms));
	}

	/**
	 * Says what the lock of a tag, a manifest or a repository is read as.
	 */
	public synchronized void lock(String image, TagLock lock) {
		this.locks.put(image, lock);
	}

	/**
	 * Keeps a manifest in quarantine.
	 * @param manifest host, repository and digest
	 */
	synchronized void bar(String manifest) {
		this.barred.add(manifest);
	}

	synchronized void release(String manifest) {
		this.barred.remove(manifest);
	}

	Optional<Digest> tag(String image) {
		return Optional.ofNullable(this.tags.get(image));
	}

	public synchronized void remove(String image) {
		this.tags.remove(image);
	}

	public synchronized void away(String host, UnreadableCause cause) {
		this.away.put(host, new Unreadable(cause, host + " is away", Optional.empty()));
	}

	/**
	 * Can be read, and lists no referrers.
	 */
	public synchronized void listsNoReferrers(String host, UnreadableCause cause) {
		this.untold.put(host, new Unreadable(cause, host + " does not list", Optional.empty()));
	}

	/**
	 * Can be read, and lists no tags.
	 */
	public synchronized void listsNoTags(String host, UnreadableCause cause) {
		this.unlisted.put(host, new Unreadable(cause, host + " does not list", Optional.empty()));
	}

	public synchronized void back(String host) {
		this.away.remove(host);
	}

}
