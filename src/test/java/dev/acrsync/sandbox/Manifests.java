package dev.acrsync.sandbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;

/**
 * The manifests and tags of a registry, in memory.
 */
final class Manifests {

	private final Map<String, Map<String, StoredManifest>> byDigest = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Instant>> pushedAt = new ConcurrentHashMap<>();

	private final Map<String, Map<String, TagState>> tags = new ConcurrentHashMap<>();

	/** By what they refer to. */
	private final Map<String, Map<String, Map<String, StoredManifest>>> referrers = new ConcurrentHashMap<>();

	/** Repositories and manifests. */
	private final Set<String> locked = ConcurrentHashMap.newKeySet();

	private final AtomicReference<Instant> lastUpdate = new AtomicReference<>(Instant.EPOCH);

	Digest put(String repository, StoredManifest manifest) {
		Digest digest = manifest.digest();
		of(this.byDigest, repository).put(digest.value(), manifest);
		of(this.pushedAt, repository).putIfAbsent(digest.value(), now());
		manifest.subject()
			.ifPresent((subject) -> of(this.referrers, repository)
				.computeIfAbsent(subject.value(), (_) -> new ConcurrentHashMap<>())
				.put(digest.value(), manifest));
		return digest;
	}

	/**
	 * Sets a tag. A lock stays, as it does when Azure imports with force.
	 */
	void tag(String repository, String tag, Digest digest) {
		Instant now = now();
		of(this.tags, repository).merge(tag, new TagState(tag, digest, now, true),
				(before, set) -> new TagState(tag, digest, now, before.writable()));
	}

	void lock(String repository, String tag) {
		of(this.tags, repository).computeIfPresent(tag, (_, state) -> state.locked());
	}

	/**
	 * Locks a manifest.
	 */
	void lock(String repository, Digest digest) {
		this.locked.add(repository + "@" + digest);
	}

	/**
	 * Locks a repository.
	 */
	void lock(String repository) {
		this.locked.add(repository);
	}

	boolean isLocked(String repository) {
		return this.locked.contains(repository);
	}

	/**
	 * Bars writing or not, of a tag, a manifest or the whole repository.
	 * @param reference a tag or a digest; empty for the repository
	 */
	void writable(String repository, String reference, boolean writable) {
		if (reference.isEmpty() || reference.contains(":")) {
			String name = reference.isEmpty() ? repository : repository + "@" + reference;
			if (writable) {
				this.locked.remove(name);
			}
			else {
				this.locked.add(name);
			}
			return;
		}
		of(this.tags, repository).computeIfPresent(reference,
				(_, state) -> new TagState(state.tag(), state.digest(), state.updatedAt(), writable));
	}

	/**
	 * Tells whether a tag or a manifest may be set or deleted over HTTP.
	 */
	boolean isWritable(String repository, String reference) {
		return !isLocked(repository) && !this.locked.contains(repository + "@" + reference)
				&& tagState(repository, reference).map(TagState::writable).orElse(true);
	}

	/**
	 * Removes a manifest, and the tags that point to it.
	 */
	void delete(String repository, Digest digest) {
		of(this.byDigest, repository).remove(digest.value());
		of(this.tags, repository).values().removeIf((state) -> state.digest().equals(digest));
		of(this.referrers, repository).values().forEach((referrers) -> referrers.remove(digest.value()));
	}

	void untag(String repository, String tag) {
		of(this.tags, repository).remove(tag);
	}

	Optional<Digest> digest(String repository, String tag) {
		return tagState(repository, tag).map(TagState::digest);
	}

	Optional<TagState> tagState(String repository, String tag) {
		return Optional.ofNullable(of(this.tags, repository).get(tag));
	}

	/**
	 * Finds a manifest by its tag or its digest.
	 */
	Optional<StoredManifest> find(String repository, String reference) {
		String digest = digest(repository, reference).map(Digest::value).orElse(reference);
		return Optional.ofNullable(of(this.byDigest, repository).get(digest));
	}

	SortedSet<String> tags(String repository) {
		return new TreeSet<>(of(this.tags, repository).keySet());
	}

	/**
	 * Returns the tags as ACR orders them: {@code timedesc}, {@code timeasc}, else by
	 * name.
	 */
	List<TagState> tagStates(String repository, String order) {
		Comparator<TagState> byTime = Comparator.comparing(TagState::updatedAt);
		Comparator<TagState> comparator = switch (order) {
			case "timedesc" -> byTime.reversed();
			case "timeasc" -> byTime;
			default -> Comparator.comparing(TagState::tag);
		};
		return of(this.tags, repository).values().stream().sorted(comparator).toList();
	}

	/**
	 * Returns the manifests as ACR orders them: {@code timedesc}, {@code timeasc}, else
	 * by digest.
	 */
	List<ManifestState> manifestStates(String repository, String order) {
		Map<String, List<String>> tags = of(this.tags, repository).values()
			.stream()
			.sorted(Comparator.comparing(TagState::tag))
			.collect(Collectors.groupingBy((state) -> state.digest().value(),
					Collectors.mapping(TagState::tag, Collectors.toList())));
		Comparator<ManifestState> byTime = Comparator.comparing(ManifestState::pushedAt);
		Comparator<ManifestState> comparator = switch (order) {
			case "timedesc" -> byTime.reversed();
			case "timeasc" -> byTime;
			default -> Comparator.comparing(ManifestState::digest);
		};
		return of(this.byDigest, repository).entrySet()
			.stream()
			.map((entry) -> new ManifestState(entry.getValue(),
					of(this.pushedAt, repository).getOrDefault(entry.getKey(), Instant.EPOCH),
					tags.getOrDefault(entry.getKey(), List.of()),
					!this.locked.contains(repository + "@" + entry.getKey())))
			.sorted(comparator)
			.toList();
	}

	/**
	 * Returns the manifests whose subject is this one.
	 */
	List<StoredManifest> referrers(String repository, String subject) {
		return of(this.referrers, repository).getOrDefault(subject, Map.of())
			.values()
			.stream()
			.sorted(Comparator.comparing((manifest) -> manifest.digest().value()))
			.toList();
	}

	List<String> repositories() {
		return this.byDigest.keySet().stream().filter(this::knows).sorted().toList();
	}

	boolean knows(String repository) {
		return !of(this.byDigest, repository).isEmpty();
	}

	/**
	 * Returns a later time each time.
	 */
	private Instant now() {
		return this.lastUpdate
			.updateAndGet((last) -> Instant.now().isAfter(last) ? Instant.now() : last.plusNanos(1000));
	}

	private static <T> Map<String, T> of(Map<String, Map<String, T>> all, String repository) {
		return all.computeIfAbsent(repository, (_) -> new ConcurrentHashMap<>());
	}

}
