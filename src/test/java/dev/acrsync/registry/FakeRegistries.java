package dev.acrsync.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.RegistryAccess;
import org.assertj.core.api.ThrowingConsumer;

/**
 * Registries in memory, which may be away or tell less than they have. What is in them is
 * named as people do: {@code host/repository:tag} or {@code host/repository@digest}.
 */
public final class FakeRegistries implements Registries {

	private final NavigableMap<String, ListedTag> tags = new ConcurrentSkipListMap<>();

	/** What each manifest refers to, or itself. */
	private final Map<String, Digest> manifests = new ConcurrentHashMap<>();

	private final Map<String, List<Referrer>> referrers = new ConcurrentHashMap<>();

	private final Map<String, List<Digest>> platforms = new ConcurrentHashMap<>();

	private final Map<String, TagLock> locks = new ConcurrentHashMap<>();

	private final Map<String, Unreadable> refusals = new ConcurrentHashMap<>();

	private final Map<String, Digest> behind = new ConcurrentHashMap<>();

	/** What listings have told of tags, and that there are no others in a repository. */
	private final Map<String, TagReading> listed = new ConcurrentHashMap<>();

	private final Queue<String> requests = new ConcurrentLinkedQueue<>();

	private volatile ThrowingConsumer<String> question = (_) -> {
	};

	private List<Runnable> emptyPages = List.of();

	private boolean plain;

	private int times = 1;

	public FakeRegistries put(String image, Digest digest) {
		return put(image, digest, Optional.empty());
	}

	/**
	 * Puts an image into a registry that tells, as ACR does, when that was.
	 */
	public FakeRegistries put(String image, Digest digest, Instant updatedAt) {
		return put(image, digest, Optional.of(updatedAt));
	}

	private FakeRegistries put(String image, Digest digest, Optional<Instant> updatedAt) {
		int colon = image.lastIndexOf(':');
		putManifest(image.substring(0, colon), digest);
		this.tags.put(image, new ListedTag(new Tag(image.substring(colon + 1)), Optional.of(digest), updatedAt, true));
		return this;
	}

	/**
	 * Puts a manifest without a tag.
	 */
	public FakeRegistries putManifest(String repository, Digest digest) {
		this.manifests.putIfAbsent(repository + "@" + digest, digest);
		return this;
	}

	/**
	 * Puts a manifest that refers to another one.
	 */
	public FakeRegistries refer(String repository, Digest subject, Referrer referrer) {
		this.manifests.put(repository + "@" + referrer.digest(), subject);
		this.referrers.computeIfAbsent(repository + "@" + subject, (_) -> new CopyOnWriteArrayList<>()).add(referrer);
		return this;
	}

	/**
	 * Makes a manifest an index of others.
	 */
	public FakeRegistries index(String repository, Digest image, Digest... platforms) {
		this.platforms.put(repository + "@" + image, List.of(platforms));
		return this;
	}

	/**
	 * Says what the lock of a tag, a manifest or a repository is read as.
	 */
	public FakeRegistries lock(String name, TagLock lock) {
		this.locks.put(name, lock);
		return this;
	}

	/**
	 * Remembers of a tag what a listing has told of it.
	 */
	public FakeRegistries listed(String image, TagReading told) {
		this.listed.put(image, told);
		return this;
	}

	/**
	 * Shows what a tag had before, as a replica does that is behind.
	 */
	public FakeRegistries showsStill(String image, Digest digest) {
		this.behind.put(image, digest);
		return this;
	}

	public void catchesUp(String image) {
		this.behind.remove(image);
	}

	public void remove(String image) {
		this.tags.remove(image);
	}

	/**
	 * Cannot be read.
	 * @param name a registry or a manifest
	 */
	public FakeRegistries away(String name, UnreadableCause cause) {
		this.refusals.put(name, new Unreadable(cause, name + " is away", Optional.empty()));
		return this;
	}

	public FakeRegistries back(String name) {
		this.refusals.remove(name);
		return this;
	}

	/**
	 * Can be read, and does not list.
	 * @param what {@code repositories}, {@code tags} or {@code referrers}
	 * @param place a registry or a repository
	 */
	public FakeRegistries listsNo(String what, String place, UnreadableCause cause) {
		return away(what + " " + place, cause);
	}

	/**
	 * Tells neither digests nor times in listings, and each tag so many times.
	 */
	public void listsPlainTags(int times) {
		this.plain = true;
		this.times = times;
	}

	/**
	 * Begins each catalog with empty pages.
	 */
	public void emptyPages(int pages, Runnable page) {
		this.emptyPages = Collections.nCopies(pages, page);
	}

	/**
	 * Does this, told the host, each time that it is asked something.
	 */
	public void onAsked(ThrowingConsumer<String> question) {
		this.question = question;
	}

	/**
	 * Returns which requests began so, and forgets them: for the {@code tag},
	 * {@code lock}, {@code tags} or {@code referrers} of what is named.
	 */
	public List<String> asked(String begin) {
		List<String> asked = this.requests.stream().filter((it) -> it.startsWith(begin)).toList();
		this.requests.removeAll(asked);
		return asked;
	}

	public Optional<Digest> tag(String image) {
		return Optional.ofNullable(this.tags.get(image)).flatMap(ListedTag::digest);
	}

	private void ask(RegistryAccess registry, String what, String name) {
		this.question.accept(registry.host().value());
		this.requests.add(what + " " + name);
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		String image = name(registry, repository) + ":" + tag;
		ask(registry, "tag", image);
		return read(refusal(registry), Optional.ofNullable(this.behind.get(image)).or(() -> tag(image)));
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		String manifest = name(registry, repository) + "@" + digest;
		return read(refusal(registry, manifest),
				Optional.of(digest).filter((_) -> this.manifests.containsKey(manifest)));
	}

	@Override
	public TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return found(Optional.ofNullable(this.manifests.get(name(registry, repository) + "@" + manifest)));
	}

	@Override
	public ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return new Absent();
	}

	@Override
	public Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age) {
		String name = name(registry, repository);
		return Optional.ofNullable(this.listed.get(name + ":" + tag))
			.or(() -> Optional.ofNullable(this.listed.get(name)));
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return lock(name(registry, repository) + ":" + tag);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return lock(name(registry, repository) + "@" + manifest);
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		String name = name(registry, repository);
		ask(registry, "lock", name);
		return lock(name);
	}

	private TagLock lock(String name) {
		return this.locks.getOrDefault(name, new TagLock.Open());
	}

	@Override
	public ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		ask(registry, "repositories", registry.host().value());
		for (Runnable page : this.emptyPages) {
			page.run();
			if (!visitor.mayTurn()) {
				return new ListingResult.Stopped();
			}
		}
		String prefix = registry.host() + "/";
		return list(refusal(registry, "repositories " + registry.host()),
				this.tags.keySet()
					.stream()
					.filter((image) -> image.startsWith(prefix))
					.map((image) -> image.substring(prefix.length(), image.lastIndexOf(':')))
					.filter((name) -> after.filter((it) -> name.compareTo(it.value()) <= 0).isEmpty())
					.distinct()
					.sorted()
					.map(RepositoryName::new),
				visitor);
	}

	@Override
	public ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		String name = name(registry, repository);
		ask(registry, "tags", name);
		Optional<Unreadable> refusal = refusal(registry, "tags " + registry.host());
		Collection<ListedTag> all = this.tags.subMap(name + ":", name + ";").values();
		if (refusal.isEmpty()) {
			all.forEach((it) -> this.listed.put(name + ":" + it.tag(), found(it.digest())));
			this.listed.put(name, new Absent());
		}
		String first = name + ":" + after.map(Tag::value).orElse("");
		return (refusal.isEmpty() && all.isEmpty()) ? new Absent() : list(refusal,
				this.tags.subMap(first, false, name + ";", false).values().stream().flatMap(this::told), visitor);
	}

	private Stream<ListedTag> told(ListedTag tag) {
		return this.plain
				? Collections.nCopies(this.times, new ListedTag(tag.tag(), Optional.empty(), Optional.empty(), true))
					.stream()
				: Stream.of(tag);
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
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		List<Digest> platforms = this.platforms.getOrDefault(name(registry, repository) + "@" + image, List.of());
		Optional<Unreadable> refusal = refusal(registry);
		return (refusal.isEmpty() && platforms.isEmpty()) ? new Absent()
				: list(refusal, platforms.stream().peek(visitor), (_) -> true);
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		String name = name(registry, repository);
		ask(registry, "referrers", name + "@" + subject);
		return list(refusal(registry, "referrers " + registry.host(), "referrers " + name),
				this.referrers.getOrDefault(name + "@" + subject, List.of()).stream().peek(visitor), (_) -> true);
	}

	private static String name(RegistryAccess registry, RepositoryName repository) {
		return registry.host() + "/" + repository;
	}

	private Optional<Unreadable> refusal(RegistryAccess registry, String... names) {
		return Stream.concat(Stream.of(registry.host().value()), Stream.of(names))
			.flatMap((name) -> Optional.ofNullable(this.refusals.get(name)).stream())
			.findFirst();
	}

	private static TagReading read(Optional<Unreadable> refusal, Optional<Digest> digest) {
		return refusal.<TagReading>map((it) -> it).orElseGet(() -> found(digest));
	}

	private static TagReading found(Optional<Digest> digest) {
		return digest.<TagReading>map(TagReading.Found::new).orElseGet(Absent::new);
	}

	private static <T> ListingResult list(Optional<Unreadable> refusal, Stream<T> items, Predicate<T> visitor) {
		return refusal.<ListingResult>map((it) -> it)
			.orElseGet(() -> items.allMatch(visitor) ? new ListingResult.Complete() : new ListingResult.Stopped());
	}

}
