package dev.acrsync.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

	private final RegistryDoor door;

	private final Manifests manifests;

	private final Blobs blobs;

	private final Listener listener;

	RegistryApi(RegistryDoor door, Manifests manifests, Blobs blobs, Listener listener) {
		this.door = door;
		this.manifests = manifests;
		this.blobs = blobs;
		this.listener = listener;
	}

	Answer answer(Request request) {
		return switch (request.path()) {
			case "/oauth2/token" -> this.door.token(request);
			case "/oauth2/exchange" -> this.door.exchange(request);
			case "/v2/", "/v2" ->
				this.door.lets(request, "") ? Answer.json(200, Map.of()) : this.door.challenge(request, "");
			default -> route(request);
		};
	}

	static Answer error(int status, String code, String message) {
		return Answer.json(status, Map.of("errors", List.of(Map.of("code", code, "message", message))));
	}

	private Answer route(Request request) {
		Matcher upload = UPLOAD.matcher(request.path());
		if (upload.matches()) {
			return guarded(request, upload, () -> this.blobs.upload(request, upload.group(1), upload.group(2)));
		}
		Matcher blob = BLOB.matcher(request.path());
		if (blob.matches()) {
			return guarded(request, blob, () -> this.blobs.blob(request, blob.group(2)));
		}
		Matcher manifest = MANIFEST.matcher(request.path());
		if (manifest.matches()) {
			return guarded(request, manifest, () -> manifest(request, manifest.group(1), manifest.group(2)));
		}
		Matcher tags = TAGS.matcher(request.path());
		if (tags.matches()) {
			return guarded(request, tags, () -> tags(tags.group(1)));
		}
		return error(404, "NOT_FOUND", "page not found");
	}

	private Answer guarded(Request request, Matcher path, Supplier<Answer> answer) {
		String repository = path.group(1);
		return this.door.lets(request, repository) ? answer.get() : this.door.challenge(request, repository);
	}

	private Answer manifest(Request request, String repository, String reference) {
		if (request.method().equals("PUT")) {
			return putManifest(request, repository, reference);
		}
		return this.manifests.find(repository, reference)
			.map((found) -> new Answer(200,
					Map.of("Content-Type", found.mediaType(), "Docker-Content-Digest", found.digest().value()),
					found.bytes()))
			.orElseGet(() -> error(404, "MANIFEST_UNKNOWN",
					"manifest tagged by \"%s\" is not found".formatted(reference)));
	}

	private Answer putManifest(Request request, String repository, String reference) {
		Manifest manifest = new Manifest(request.header("Content-Type").orElse("application/octet-stream"),
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
		return Answer.of(201)
			.with(Map.of("Location", "/v2/%s/manifests/%s".formatted(repository, digest), "Docker-Content-Digest",
					digest.value()));
	}

	private Answer tags(String repository) {
		return this.manifests.knows(repository)
				? Answer.json(200, Map.of("name", repository, "tags", this.manifests.tags(repository)))
				: error(404, "NAME_UNKNOWN", "repository \"%s\" is not found".formatted(repository));
	}

	/**
	 * Is told of each manifest that came in.
	 */
	interface Listener {

		void pushed(String repository, Optional<String> tag, Manifest manifest);

	}

}
