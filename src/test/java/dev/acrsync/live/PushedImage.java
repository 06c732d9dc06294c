package dev.acrsync.live;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * An image of a few bytes, which a registry takes as any other.
 *
 * @param mediaType its manifest's media type
 * @param bytes its manifest
 */
record PushedImage(String mediaType, byte[] bytes) {

	static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	static final String INDEX = "application/vnd.oci.image.index.v1+json";

	/** The one blob that all of them have. */
	static final byte[] BLOB = "{}".getBytes(StandardCharsets.UTF_8);

	private static final Map<String, Object> EMPTY = Map.of("mediaType", "application/vnd.oci.empty.v1+json", "digest",
			digest(BLOB), "size", BLOB.length);

	/**
	 * Returns an image that differs from others by its name.
	 */
	static PushedImage named(String name) {
		return of(MANIFEST, Map.of("config", EMPTY, "layers", List.of(EMPTY), "annotations", Map.of("name", name)));
	}

	/**
	 * Returns what belongs to an image, such as a signature.
	 */
	static PushedImage referrer(PushedImage subject, String artifactType) {
		return of(MANIFEST, Map.of("artifactType", artifactType, "config", EMPTY, "layers", List.of(EMPTY), "subject",
				subject.descriptor()));
	}

	/**
	 * Returns an image for several platforms.
	 */
	static PushedImage index(List<PushedImage> platforms) {
		List<Map<String, Object>> children = new ArrayList<>();
		for (PushedImage platform : platforms) {
			Map<String, Object> child = new LinkedHashMap<>(platform.descriptor());
			child.put("platform", Map.of("os", "linux", "architecture", "arm64", "variant", "v" + children.size()));
			children.add(child);
		}
		return of(INDEX, Map.of("manifests", children));
	}

	String digest() {
		return digest(this.bytes);
	}

	private Map<String, Object> descriptor() {
		return Map.of("mediaType", this.mediaType, "digest", digest(), "size", this.bytes.length);
	}

	private static PushedImage of(String mediaType, Map<String, ?> content) {
		Map<String, Object> manifest = new LinkedHashMap<>(Map.of("schemaVersion", 2, "mediaType", mediaType));
		manifest.putAll(content);
		return new PushedImage(mediaType,
				JsonMapper.shared().writeValueAsString(manifest).getBytes(StandardCharsets.UTF_8));
	}

	static String digest(byte[] content) {
		try {
			return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
