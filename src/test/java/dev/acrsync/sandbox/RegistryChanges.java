package dev.acrsync.sandbox;

import java.util.Optional;

import dev.acrsync.image.Digest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What changes a registry over HTTP beside a push: deletions, and ACR's attributes of
 * tags, manifests and repositories.
 */
final class RegistryChanges {

	private final Manifests manifests;

	private final RegistryReplica replica;

	private final RegistryApi.Listener listener;

	RegistryChanges(Manifests manifests, RegistryReplica replica, RegistryApi.Listener listener) {
		this.manifests = manifests;
		this.replica = replica;
		this.listener = listener;
	}

	static StandInAnswer disallowed() {
		return RegistryApi.error(405, "REGISTRY_DISALLOWED_OPERATION",
				"operation is disallowed on this registry, repository or image");
	}

	StandInAnswer deleteManifest(String repository, String digest) {
		Optional<StoredManifest> found = this.manifests.find(repository, digest);
		if (found.isEmpty()) {
			return RegistryApi.error(404, "MANIFEST_UNKNOWN", "manifest " + digest + " is not found");
		}
		if (!this.manifests.isWritable(repository, digest)) {
			return disallowed();
		}
		this.manifests.delete(repository, found.get().digest());
		this.listener.deleted(repository, found.get());
		return StandInAnswer.of(202);
	}

	StandInAnswer tag(StandInRequest request, String repository, String tag) {
		if (this.manifests.tagState(repository, tag).isEmpty()) {
			return RegistryApi.error(404, "TAG_UNKNOWN", "the specified tag does not exist");
		}
		if (!request.method().equals("DELETE")) {
			return change(request, repository, tag);
		}
		if (!this.manifests.isWritable(repository, tag)) {
			return disallowed();
		}
		this.manifests.untag(repository, tag);
		return StandInAnswer.of(202);
	}

	StandInAnswer manifest(StandInRequest request, String repository, String digest) {
		if (this.manifests.find(repository, digest).isEmpty()) {
			return RegistryApi.error(404, "MANIFEST_UNKNOWN", "manifest " + digest + " is not found");
		}
		attribute(request, "readEnabled").filter((readable) -> !readable)
			.ifPresent((_) -> this.replica.quarantine(repository, new Digest(digest)));
		return change(request, repository, digest);
	}

	StandInAnswer repository(StandInRequest request, String repository) {
		if (!this.manifests.knows(repository)) {
			return RegistryApi.error(404, "NAME_UNKNOWN", "repository \"%s\" is not found".formatted(repository));
		}
		return change(request, repository, "");
	}

	private StandInAnswer change(StandInRequest request, String repository, String reference) {
		attribute(request, "writeEnabled")
			.ifPresent((writable) -> this.manifests.writable(repository, reference, writable));
		return StandInAnswer.of(200);
	}

	private static Optional<Boolean> attribute(StandInRequest request, String name) {
		return JsonMapper.shared().readTree(request.body()).optional(name).map(JsonNode::asBoolean);
	}

}
