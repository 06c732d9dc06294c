package dev.acrsync.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;

/**
 * The blobs of a registry, in memory, and the uploads that become blobs: at once or chunk
 * by chunk.
 */
final class Blobs {

	private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

	private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

	StandInAnswer blob(StandInRequest request, String digest) {
		return find(digest).filter((_) -> request.isRead())
			.map((bytes) -> new StandInAnswer(200,
					Map.of("Content-Type", "application/octet-stream", "Docker-Content-Digest", digest), bytes))
			.orElseGet(() -> RegistryApi.error(404, "BLOB_UNKNOWN", "blob unknown to registry"));
	}

	StandInAnswer upload(StandInRequest request, String repository, String id) {
		return switch (request.method()) {
			case "POST" -> start(request, repository);
			case "PATCH" -> append(request, repository, id);
			case "PUT" -> {
				StandInAnswer appended = append(request, repository, id);
				yield (appended.status() == 202) ? finish(request, repository, id) : appended;
			}
			default -> RegistryApi.error(405, "UNSUPPORTED", "The operation is unsupported.");
		};
	}

	Optional<byte[]> find(String digest) {
		return Optional.ofNullable(this.blobs.get(digest));
	}

	void put(byte[] bytes) {
		this.blobs.put(StoredManifest.digest(bytes).value(), bytes);
	}

	private StandInAnswer start(StandInRequest request, String repository) {
		String id = UUID.randomUUID().toString();
		this.uploads.put(id, new ByteArrayOutputStream());
		StandInAnswer appended = append(request, repository, id);
		return request.query().containsKey("digest") ? finish(request, repository, id) : appended;
	}

	private StandInAnswer append(StandInRequest request, String repository, String id) {
		ByteArrayOutputStream upload = this.uploads.get(id);
		if (upload == null) {
			return RegistryApi.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
		}
		upload.writeBytes(request.body());
		return StandInAnswer.of(202)
			.with(Map.of("Location", "/v2/%s/blobs/uploads/%s".formatted(repository, id), "Docker-Upload-UUID", id,
					"Range", "0-%d".formatted(Math.max(0, upload.size() - 1))));
	}

	private StandInAnswer finish(StandInRequest request, String repository, String id) {
		byte[] bytes = this.uploads.remove(id).toByteArray();
		Digest digest = StoredManifest.digest(bytes);
		if (!digest.value().equals(request.query("digest"))) {
			return RegistryApi.error(400, "DIGEST_INVALID",
					"provided digest did not match uploaded content: it is " + digest);
		}
		put(bytes);
		return StandInAnswer.of(201)
			.with(Map.of("Location", "/v2/%s/blobs/%s".formatted(repository, digest), "Docker-Content-Digest",
					digest.value()));
	}

}
