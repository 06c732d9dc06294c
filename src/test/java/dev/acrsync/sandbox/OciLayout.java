package dev.acrsync.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;

/**
 * A directory with one tiny image, or one index of images, in the
 * <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI
 * layout</a>.
 *
 * @param directory the directory
 * @param digest the digest of the manifest, or of the index
 */
public record OciLayout(Path directory, Digest digest) {

	private static final int TAR_BLOCK = 512;

	private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

	private static final String INDEX = "application/vnd.oci.image.index.v1+json";

	/**
	 * Writes an image of one layer that holds one file. Other content, other digests.
	 */
	public static OciLayout image(Path directory, String content) {
		Descriptor manifest = manifest(directory, content, "amd64");
		return layout(directory, manifest);
	}

	/**
	 * Writes an index of two images, for amd64 and arm64.
	 */
	public static OciLayout index(Path directory, String content) {
		String manifests = Stream.of("amd64", "arm64")
			.map((platform) -> manifest(directory, content + " for " + platform, platform).json(platform))
			.collect(Collectors.joining(","));
		return layout(directory, blob(directory, INDEX, bytes("""
				{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
				""".formatted(INDEX, manifests))));
	}

	/**
	 * Writes the list that names what refers to a manifest where a registry has no API
	 * for that, with the one manifest that it lists.
	 * @param subject the digest that the listed manifest names as its subject
	 */
	public static OciLayout referrers(Path directory, String content, Digest subject) {
		Descriptor referrer = referrer(directory, content, subject);
		return layout(directory, blob(directory, INDEX, bytes("""
				{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
				""".formatted(INDEX, referrer.json()))));
	}

	/**
	 * Returns the digest of the manifest that such a list names.
	 */
	public static Digest referrerOf(Path directory, String content, Digest subject) {
		return referrer(directory, content, subject).digest();
	}

	private static Descriptor referrer(Path directory, String content, Digest subject) {
		Descriptor layer = blob(directory, "application/spdx+json", bytes(content));
		Descriptor config = blob(directory, "application/vnd.oci.empty.v1+json", bytes("{}"));
		return blob(directory, MANIFEST, bytes("""
				{"schemaVersion":2,"mediaType":"%s","artifactType":"application/spdx+json",\
				"config":%s,"layers":[%s],\
				"subject":{"mediaType":"%s","digest":"%s","size":2}}\
				""".formatted(MANIFEST, config.json(), layer.json(), MANIFEST, subject)));
	}

	/**
	 * Returns the image for skopeo.
	 */
	public Skopeo.SkopeoImage image() {
		return new Skopeo.SkopeoImage("oci:" + this.directory, "");
	}

	static Digest sha256(byte[] bytes) {
		try {
			return new Digest("sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static OciLayout layout(Path directory, Descriptor top) {
		write(directory.resolve("oci-layout"), bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
		write(directory.resolve("index.json"), bytes("{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(top.json())));
		return new OciLayout(directory, top.digest());
	}

	private static Descriptor manifest(Path directory, String content, String platform) {
		Descriptor layer = blob(directory, "application/vnd.oci.image.layer.v1.tar", tar(content));
		Descriptor config = blob(directory, "application/vnd.oci.image.config.v1+json", bytes("""
				{"architecture":"%s","os":"linux","rootfs":{"type":"layers","diff_ids":["%s"]}}\
				""".formatted(platform, layer.digest())));
		return blob(directory, MANIFEST, bytes("""
				{"schemaVersion":2,"mediaType":"%s",\
				"config":%s,"layers":[%s]}\
				""".formatted(MANIFEST, config.json(), layer.json())));
	}

	private static Descriptor blob(Path directory, String mediaType, byte[] content) {
		Digest digest = sha256(content);
		write(directory.resolve("blobs").resolve(digest.value().replace(':', '/')), content);
		return new Descriptor(mediaType, digest, content.length);
	}

	// One file named 'content', and the two empty blocks that end an archive
	private static byte[] tar(String content) {
		byte[] file = bytes(content);
		String beforeSum = "%-100s%07o\0%07o\0%07o\0%011o\0%011o\0".formatted("content", 0644, 0, 0, file.length, 0)
			.replace(' ', '\0');
		int sum = "        0".chars().sum() + beforeSum.chars().sum();
		ByteArrayOutputStream tar = new ByteArrayOutputStream();
		tar.writeBytes(bytes("%s%06o\0 0".formatted(beforeSum, sum)));
		tar.writeBytes(new byte[TAR_BLOCK - tar.size()]);
		tar.writeBytes(file);
		tar.writeBytes(new byte[2 * TAR_BLOCK + Math.floorMod(-file.length, TAR_BLOCK)]);
		return tar.toByteArray();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void write(Path file, byte[] content) {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Descriptor(String mediaType, Digest digest, int size) {

		String json() {
			return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(this.mediaType, this.digest,
					this.size);
		}

		String json(String platform) {
			return json().replaceAll("}$", ",\"platform\":{\"architecture\":\"" + platform + "\",\"os\":\"linux\"}}");
		}

	}

}
