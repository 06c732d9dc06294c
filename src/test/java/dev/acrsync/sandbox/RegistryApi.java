package dev.acrsync.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.image.Digest;

/**
 * The HTTP face of a stand-in registry: the part of the OCI distribution API that
 * {@code docker push}, {@code skopeo copy} and the service need.
 */
final class RegistryApi {

	private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");

	private static final Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/([^/]*)");

	private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/([^/]+)");

	private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");

	private static final Pattern REFERRERS = Pattern.compile("/v2/(.+)/referrers/([^/]+)");

	private static final Pattern ACR_TAGS = Pattern.compile("/acr/v1/(.+)/_tags");

	private static final Pattern ACR_TAG = Pattern.compile("/acr/v1/(.+)/_tags/([^/]+)");

	private static final Pattern ACR_MANIFESTS = Pattern.compile("/acr/v1/(.+)/_manifests");

	private static final Pattern ACR_MANIFEST = Pattern.compile("/acr/v1/(.+)/_manifests/([^/]+)");

	private static final Pattern ACR_REPOSITORY = Pattern.compile("/acr/v1/(.+)");

	/** What nobody is given who does not name it. */
	private static final Set<String> NAMED = Set.of("application/vnd.oci.image.index.v1+json",
			"application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
			"application/vnd.docker.distribution.manifest.v2+json");

	private final RegistryDoor door;

	private final Manifests manifests;

	private final RegistryReplica replica;

	private final Blobs blobs;

	private final RegistryListings listings;

	private final Listener listener;

	private final RegistryChanges changes;

	private volatile boolean plain;

	private volatile boolean withoutReferrers;

	RegistryApi(String host, RegistryDoor door, Manifests manifests, Blobs blobs, Listener listener) {
		this.door = door;
		this.manifests = manifests;
		this.replica = new RegistryReplica(manifests);
		this.listings = new RegistryListings(host, manifests);
		this.blobs = blobs;
		this.listener = listener;
		this.changes = new RegistryChanges(manifests, this.replica, listener);
	}

	RegistryReplica replica() {
		return this.replica;
	}

	void plain() {
		this.plain = true;
	}

	void withoutReferrers() {
		this.withoutReferrers = true;
	}

	StandInAnswer answer(StandInRequest request) {
		return switch (request.path()) {
			case "/oauth2/token" -> this.door.token(request);
			case "/oauth2/exchange" -> this.door.exchange(request);
			case "/v2/", "/v2" ->
				this.door.lets(request, "") ? StandInAnswer.json(200, Map.of()) : this.door.challenge(request, "");
			case "/v2/_catalog" -> guarded(request, "registry:catalog:*", () -> this.listings.catalog(request));
			default -> route(request);
		};
	}

	static StandInAnswer error(int status, String code, String message) {
		return StandInAnswer.json(status, Map.of("errors", List.of(Map.of("code", code, "message", message))));
	}

	private StandInAnswer route(StandInRequest request) {
		Matcher upload = UPLOAD.matcher(request.path());
		if (upload.matches()) {
			return guarded(request, image(request, upload),
					() -> this.blobs.upload(request, upload.group(1), upload.group(2)));
		}
		Matcher blob = BLOB.matcher(request.path());
		if (blob.matches()) {
			return guarded(request, image(request, blob), () -> this.blobs.blob(request, blob.group(2)));
		}
		Matcher manifest = MANIFEST.matcher(request.path());
		if (manifest.matches()) {
			return guarded(request, image(request, manifest),
					() -> manifest(request, manifest.group(1), manifest.group(2)));
		}
		return listing(request);
	}

	private StandInAnswer listing(StandInRequest request) {
		Matcher tags = TAGS.matcher(request.path());
		if (tags.matches()) {
			return guarded(request, this.plain ? image(request, tags) : metadata(tags),
					() -> this.listings.tags(request, tags.group(1)));
		}
		Matcher referrers = REFERRERS.matcher(request.path());
		if (referrers.matches() && !this.withoutReferrers) {
			return guarded(request, image(request, referrers),
					() -> this.listings.referrers(request, referrers.group(1), referrers.group(2)));
		}
		return this.plain ? error(404, "NOT_FOUND", "page not found") : acrListing(request);
	}

	private StandInAnswer acrListing(StandInRequest request) {
		Matcher acrTags = ACR_TAGS.matcher(request.path());
		if (acrTags.matches()) {
			return guarded(request, metadata(acrTags), () -> this.listings.acrTags(request, acrTags.group(1)));
		}
		Matcher acrTag = ACR_TAG.matcher(request.path());
		if (acrTag.matches() && !request.isRead()) {
			return guarded(request, change(request, acrTag),
					() -> this.changes.tag(request, acrTag.group(1), acrTag.group(2)));
		}
		if (acrTag.matches()) {
			return guarded(request, metadata(acrTag), () -> this.listings.acrTag(acrTag.group(1), acrTag.group(2)));
		}
		Matcher manifests = ACR_MANIFESTS.matcher(request.path());
		if (manifests.matches()) {
			return guarded(request, metadata(manifests), () -> this.listings.acrManifests(request, manifests.group(1)));
		}
		Matcher manifest = ACR_MANIFEST.matcher(request.path());
		if (manifest.matches() && !request.isRead()) {
			return guarded(request, change(request, manifest),
					() -> this.changes.manifest(request, manifest.group(1), manifest.group(2)));
		}
		if (manifest.matches()) {
			return guarded(request, metadata(manifest),
					() -> this.listings.acrManifest(manifest.group(1), manifest.group(2)));
		}
		Matcher repository = ACR_REPOSITORY.matcher(request.path());
		if (repository.matches() && !request.isRead()) {
			return guarded(request, change(request, repository),
					() -> this.changes.repository(request, repository.group(1)));
		}
		if (repository.matches()) {
			return guarded(request, metadata(repository), () -> this.listings.acrRepository(repository.group(1)));
		}
		return error(404, "NOT_FOUND", "page not found");
	}

	private static String image(StandInRequest request, Matcher path) {
		String action = request.method().equals("DELETE") ? "delete" : request.isRead() ? "pull" : "pull,push";
		return "repository:%s:%s".formatted(path.group(1), action);
	}

	private static String change(StandInRequest request, Matcher path) {
		return "repository:%s:%s".formatted(path.group(1),
				request.method().equals("DELETE") ? "delete" : "metadata_write");
	}

	private static String metadata(Matcher path) {
		return "repository:%s:metadata_read".formatted(path.group(1));
	}

	private StandInAnswer guarded(StandInRequest request, String scope, Supplier<StandInAnswer> answer) {
		return this.door.lets(request, scope) ? answer.get() : this.door.challenge(request, scope);
	}

	private StandInAnswer manifest(StandInRequest request, String repository, String reference) {
		if (request.method().equals("PUT")) {
			return this.manifests.isWritable(repository, reference) ? putManifest(request, repository, reference)
					: RegistryChanges.disallowed();
		}
		if (request.method().equals("DELETE")) {
			return this.changes.deleteManifest(repository, reference);
		}
		if (this.replica.bars(repository, reference)) {
			return RegistryChanges.disallowed();
		}
		Optional<StoredManifest> stored = this.replica.find(repository, reference);
		if (stored.filter((found) -> !isTaken(request, found.mediaType())).isPresent()) {
			return error(404, "MANIFEST_UNKNOWN",
					"%s found, but accept header does not support it".formatted(stored.get().mediaType()));
		}
		return stored
			.map((found) -> new StandInAnswer(200,
					Map.of("Content-Type", found.mediaType(), "Docker-Content-Digest", found.digest().value()),
					found.bytes()))
			.orElseGet(() -> error(404, "MANIFEST_UNKNOWN",
					"manifest tagged by \"%s\" is not found".formatted(reference)));
	}

	/**
	 * As for a registry a client takes the types of images that it names, whatever else
	 * it takes.
	 */
	private static boolean isTaken(StandInRequest request, String mediaType) {
		return request.names(mediaType) || (!NAMED.contains(mediaType) && request.names("*/*"));
	}

	private StandInAnswer putManifest(StandInRequest request, String repository, String reference) {
		StoredManifest manifest = new StoredManifest(request.header("Content-Type").orElse("application/octet-stream"),
				request.body());
		Digest digest = manifest.digest();
		boolean tagged = !reference.contains(":");
		if (!tagged && !reference.equals(digest.value())) {
			return error(400, "DIGEST_INVALID", "provided digest did not match uploaded content: it is " + digest);
		}
		this.manifests.put(repository, manifest);
		if (tagged) {
			this.manifests.tag(repository, reference, digest);
		}
		this.listener.pushed(repository, tagged ? Optional.of(reference) : Optional.empty(), manifest);
		return StandInAnswer.of(201)
			.with(Map.of("Location", "/v2/%s/manifests/%s".formatted(repository, digest), "Docker-Content-Digest",
					digest.value()));
	}

	/**
	 * Is told of each manifest that came in, or was deleted.
	 */
	interface Listener {

		void pushed(String repository, Optional<String> tag, StoredManifest manifest);

		void deleted(String repository, StoredManifest manifest);

	}

}
