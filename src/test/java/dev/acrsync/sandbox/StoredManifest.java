package dev.acrsync.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Digest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest as a registry keeps it: byte by byte.
 *
 * @param mediaType its media type
 * @param bytes its bytes
 * @param digest the SHA-256 digest of the bytes
 */
public record StoredManifest(String mediaType, byte[] bytes, Digest digest) {

	private static final String OCI = "application/vnd.oci.image.manifest.v1+json";

	/**
	 * Makes one of its bytes.
	 */
	public StoredManifest(String mediaType, byte[] bytes) {
		this(mediaType, bytes, digest(bytes));
	}

	/**
	 * Returns an image without layers, which differs from another by its name alone.
	 */
	public static StoredManifest named(String name) {
		return new StoredManifest(OCI, """
				{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.empty.v1+json",\
				"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},\
				"layers":[],"annotations":{"name":"%s"}}""".formatted(OCI, name).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns a manifest without layers that refers to another one, such as a signature.
	 */
	public static StoredManifest referring(String name, Digest subject, String artifactType) {
		return new StoredManifest(OCI,
				"""
						{"schemaVersion":2,"mediaType":"%s","artifactType":"%s",\
						"config":{"mediaType":"application/vnd.oci.empty.v1+json",\
						"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},\
						"layers":[],"subject":{"mediaType":"%s","digest":"%s","size":1},"annotations":{"name":"%s"}}"""
					.formatted(OCI, artifactType, OCI, subject, name)
					.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns an index of images, and of an attestation that is for no platform.
	 */
	public static StoredManifest index(Digest attestation, Digest... platforms) {
		StringBuilder items = new StringBuilder();
		for (Digest platform : platforms) {
			items.append("""
					{"mediaType":"%s","digest":"%s","size":1,"platform":{"os":"linux","architecture":"amd64"}},\
					""".formatted(OCI, platform));
		}
		return new StoredManifest("application/vnd.oci.image.index.v1+json",
				"""
						{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s\
						{"mediaType":"%s","digest":"%s","size":1,"platform":{"os":"unknown","architecture":"unknown"}}]}"""
					.formatted(items, OCI, attestation)
					.getBytes(StandardCharsets.UTF_8));
	}

	static Digest digest(byte[] content) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
			return new Digest("sha256:" + HexFormat.of().formatHex(hash));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns what an index holds: the manifests of the platforms.
	 */
	List<Digest> children() {
		return digests("manifests");
	}

	/**
	 * Returns what an image holds: its configuration and its layers.
	 */
	List<Digest> blobs() {
		List<Digest> blobs = new ArrayList<>(digests("layers"));
		json().path("config").optional("digest").map(JsonNode::asString).map(Digest::new).ifPresent(blobs::add);
		return blobs;
	}

	/**
	 * Returns what it refers to.
	 */
	Optional<Digest> subject() {
		return json().path("subject").optional("digest").map(JsonNode::asString).map(Digest::new);
	}

	/**
	 * Returns how an index names it.
	 */
	Map<String, Object> descriptor() {
		return Map.of("mediaType", this.mediaType, "digest", this.digest.value(), "size", this.bytes.length,
				"artifactType", artifactType());
	}

	private String artifactType() {
		String own = json().path("artifactType").asString("");
		return own.isEmpty() ? json().path("config").path("mediaType").asString("") : own;
	}

	private List<Digest> digests(String field) {
		List<Digest> digests = new ArrayList<>();
		json().path(field).forEach((item) -> digests.add(new Digest(item.path("digest").asString())));
		return digests;
	}

	private JsonNode json() {
		return JsonMapper.shared().readTree(this.bytes);
	}

}
