package dev.acrsync.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

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
import dev.acrsync.settings.RegistryAccess;

/**
 * Registries in memory that tell, as ACR does, when a tag was pushed.
 */
final class FakeAcrRegistries implements Registries {

	private final Map<String, Map<Tag, ListedTag>> repositories = new TreeMap<>();

	private final Map<String, List<Referrer>> referrers = new HashMap<>();

	private final Map<String, List<Digest>> platforms = new HashMap<>();

	private final Map<String, ListingResult> silent = new HashMap<>();

	private final List<String> asked = new ArrayList<>();

	private boolean plain;

	private int times = 1;

	private int emptyPages;

	private Runnable emptyPage = () -> {
	};

	private boolean hidden;

	private Runnable question = () -> {
	};

	void put(String repository, String tag, Digest digest, Instant updatedAt) {
		this.repositories.computeIfAbsent(repository, (_) -> new TreeMap<>((a, b) -> a.value().compareTo(b.value())))
			.put(new Tag(tag), new ListedTag(new Tag(tag), Optional.of(digest), Optional.of(updatedAt), true));
	}

	void remove(String repository, String tag) {
		this.repositories.getOrDefault(repository, new TreeMap<>()).remove(new Tag(tag));
	}

	/**
	 * Keeps a manifest that refers to another one.
	 */
	void refer(String repository, Digest subject, Referrer referrer) {
		this.referrers.computeIfAbsent(repository + "@" + subject, (_) -> new ArrayList<>()).add(referrer);
	}

	/**
	 * Makes an image an index of others.
	 */
	void index(String repository, Digest image, Digest... platforms) {
		this.platforms.put(repository + "@" + image, List.of(platforms));
	}

	/**
	 * Answers thus when it is asked what refers to an image of a repository.
	 */
	void becomeSilent(String repository, ListingResult answer) {
		this.silent.put(repository, answer);
	}

	/**
	 * Returns of which images it was asked what refers to them, and forgets that.
	 */
	List<String> asked() {
		List<String> all = List.copyOf(this.asked);
		this.asked.clear();
		return all;
	}

	/**
	 * Tells neither digests nor times in listings any more.
	 */
	void becomePlain() {
		this.plain = true;
	}

	/**
	 * Lists each tag so many times.
	 */
	void repeatTags(int times) {
		this.times = times;
	}

	/**
	 * Lists repositories for nobody any more.
	 */
	void hideCatalog() {
		this.hidden = true;
	}

	/**
	 * Does this each time that it is asked something.
	 */
	void onAsked(Runnable question) {
		this.question = question;
	}

	/**
	 * Begins the catalog with empty pages.
	 */
	void emptyPages(int pages, Runnable page) {
		this.emptyPages = pages;
		this.emptyPage = page;
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		this.question.run();
		return Optional.ofNullable(tags(registry, repository).get(tag))
			.<TagReading>map((it) -> new TagReading.Found(it.digest().orElseThrow()))
			.orElseGet(Absent::new);
	}

	@Override
	public ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		this.question.run();
		List<ListedTag> tags = tags(registry, repository).values()
			.stream()
			.flatMap((tag) -> Collections.nCopies(this.times, tag).stream())
			.toList();
		if (tags.isEmpty()) {
			return new Absent();
		}
		for (ListedTag tag : tags) {
			boolean visited = after.filter((it) -> tag.tag().value().compareTo(it.value()) <= 0).isPresent();
			if (!visited && !visitor
				.test(this.plain ? new ListedTag(tag.tag(), Optional.empty(), Optional.empty(), true) : tag)) {
				return new ListingResult.Stopped();
			}
		}
		return new ListingResult.Complete();
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
	public Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age) {
		return Optional.empty();
	}

	@Override
	public ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		this.question.run();
		if (this.hidden) {
			return new Unreadable(Unreadable.UnreadableCause.UNAUTHORIZED, "the catalog is hidden", Optional.empty());
		}
		for (int page = 0; page < this.emptyPages; page++) {
			this.emptyPage.run();
			if (!visitor.mayTurn()) {
				return new ListingResult.Stopped();
			}
		}
		String prefix = registry.host() + "/";
		List<RepositoryName> names = this.repositories.keySet()
			.stream()
			.filter((name) -> name.startsWith(prefix))
			.map((name) -> new RepositoryName(name.substring(prefix.length())))
			.filter((name) -> after.filter((it) -> name.value().compareTo(it.value()) <= 0).isEmpty())
			.toList();
		for (RepositoryName name : names) {
			if (!visitor.test(name)) {
				return new ListingResult.Stopped();
			}
		}
		return new ListingResult.Complete();
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		String prefix = registry.host() + "/" + repository + "@";
		return this.referrers.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(prefix))
			.anyMatch((entry) -> entry.getValue().stream().anyMatch((it) -> it.digest().equals(digest)))
					? new TagReading.Found(digest) : new Absent();
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		List<Digest> platforms = this.platforms.getOrDefault(registry.host() + "/" + repository + "@" + image,
				List.of());
		platforms.forEach(visitor);
		return platforms.isEmpty() ? new Absent() : new ListingResult.Complete();
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		this.question.run();
		String image = registry.host() + "/" + repository + "@" + subject;
		this.asked.add(image);
		this.referrers.getOrDefault(image, List.of()).forEach(visitor);
		return this.silent.getOrDefault(registry.host() + "/" + repository, new ListingResult.Complete());
	}

	private Map<Tag, ListedTag> tags(RegistryAccess registry, RepositoryName repository) {
		return this.repositories.getOrDefault(registry.host() + "/" + repository, Map.of());
	}

}
