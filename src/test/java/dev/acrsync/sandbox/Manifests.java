package dev.acrsync.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;

/**
 * The manifests and tags of a registry, in memory.
 */
final class Manifests {

	private final Map<String, Map<String, Manifest>> byDigest = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Digest>> tags = new ConcurrentHashMap<>();

	Digest put(String repository, Manifest manifest) {
		Digest digest = manifest.digest();
		of(this.byDigest, repository).put(digest.value(), manifest);
		return digest;
	}

	void tag(String repository, String tag, Digest digest) {
		of(this.tags, repository).put(tag, digest);
	}

	void untag(String repository, String tag) {
		of(this.tags, repository).remove(tag);
	}

	Optional<Digest> digest(String repository, String tag) {
		return Optional.ofNullable(of(this.tags, repository).get(tag));
	}

	/**
	 * Finds a manifest by its tag or its digest.
	 */
	Optional<Manifest> find(String repository, String reference) {
		String digest = digest(repository, reference).map(Digest::value).orElse(reference);
		return Optional.ofNullable(of(this.byDigest, repository).get(digest));
	}

	SortedSet<String> tags(String repository) {
		return new TreeSet<>(of(this.tags, repository).keySet());
	}

	boolean knows(String repository) {
		return !of(this.byDigest, repository).isEmpty();
	}

	private static <T> Map<String, T> of(Map<String, Map<String, T>> all, String repository) {
		return all.computeIfAbsent(repository, (_) -> new ConcurrentHashMap<>());
	}

}
