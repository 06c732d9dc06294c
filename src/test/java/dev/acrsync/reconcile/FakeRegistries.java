package dev.acrsync.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Registry;

/**
 * Registries in memory that tell, as ACR does, when a tag was pushed.
 */
final class FakeRegistries implements Registries {

	private final Map<String, Map<Tag, ListedTag>> repositories = new TreeMap<>();

	private boolean plain;

	void put(String repository, String tag, Digest digest, Instant updatedAt) {
		this.repositories.computeIfAbsent(repository, (_) -> new TreeMap<>((a, b) -> a.value().compareTo(b.value())))
			.put(new Tag(tag), new ListedTag(new Tag(tag), Optional.of(digest), Optional.of(updatedAt), true));
	}

	/**
	 * Tells neither digests nor times in listings any more.
	 */
	void becomePlain() {
		this.plain = true;
	}

	@Override
	public TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		return Optional.ofNullable(tags(registry, repository).get(tag))
			.<TagReading>map((it) -> new TagReading.Found(it.digest().orElseThrow()))
			.orElseGet(TagReading.Absent::new);
	}

	@Override
	public Listing listTags(Registry registry, RepositoryName repository, Predicate<ListedTag> visitor) {
		List<ListedTag> tags = new ArrayList<>(tags(registry, repository).values());
		tags.forEach((tag) -> visitor
			.test(this.plain ? new ListedTag(tag.tag(), Optional.empty(), Optional.empty(), true) : tag));
		return tags.isEmpty() ? new Listing.Absent() : new Listing.Complete();
	}

	@Override
	public Listing listRepositories(Registry registry, Predicate<RepositoryName> visitor) {
		String prefix = registry.host() + "/";
		this.repositories.keySet()
			.stream()
			.filter((name) -> name.startsWith(prefix))
			.forEach((name) -> visitor.test(new RepositoryName(name.substring(prefix.length()))));
		return new Listing.Complete();
	}

	@Override
	public TagReading read(Registry registry, RepositoryName repository, Digest digest) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TagLock readLock(Registry registry, RepositoryName repository, Tag tag) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Listing listReferrers(Registry registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		throw new UnsupportedOperationException();
	}

	private Map<Tag, ListedTag> tags(Registry registry, RepositoryName repository) {
		return this.repositories.getOrDefault(registry.host() + "/" + repository, Map.of());
	}

}
