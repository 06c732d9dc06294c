package dev.acrsync.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;

/**
 * What a replica of a registry shows that may be behind, and may keep images in
 * quarantine.
 */
final class RegistryReplica {

	private final Manifests manifests;

	private final Map<String, Optional<StoredManifest>> behind = new ConcurrentHashMap<>();

	private final Set<String> quarantined = ConcurrentHashMap.newKeySet();

	RegistryReplica(Manifests manifests) {
		this.manifests = manifests;
	}

	/**
	 * Goes on showing a tag as it is now.
	 */
	void lagBehind(String repository, String tag) {
		this.behind.put(repository + ":" + tag, this.manifests.find(repository, tag));
	}

	void quarantine(String repository, Digest digest) {
		this.quarantined.add(repository + "@" + digest);
	}

	/**
	 * Shows everything as it is.
	 */
	void catchUp() {
		this.behind.clear();
		this.quarantined.clear();
	}

	boolean bars(String repository, String reference) {
		return this.quarantined.contains(repository + "@" + reference);
	}

	Optional<StoredManifest> find(String repository, String reference) {
		Optional<StoredManifest> late = this.behind.get(repository + ":" + reference);
		return ((late != null) ? late : this.manifests.find(repository, reference))
			.filter((it) -> !bars(repository, it.digest().value()));
	}

}
