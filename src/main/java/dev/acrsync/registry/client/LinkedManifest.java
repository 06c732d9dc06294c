package dev.acrsync.registry.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.untrusted.JsonFields;
import dev.acrsync.untrusted.JsonList;

/**
 * A manifest as it came, read as the
 * <a href= "https://github.com/opencontainers/image-spec/blob/main/manifest.md">OCI image
 * specification</a> has it.
 *
 * @param mediaType what the registry says that it is
 * @param bytes all of it
 */
record LinkedManifest(String mediaType, byte[] bytes) {

	private static final String SUBJECT = "subject/digest";

	private static final String ARTIFACT_TYPE = "artifactType";

	private static final String CONFIG_TYPE = "config/mediaType";

	private static final String DIGEST = "digest";

	private static final String PLATFORM = "platform/os";

	private static final int MOST_PLATFORMS = 1_000;

	private static final JsonList PLATFORMS = new JsonList("manifests", Set.of(DIGEST, PLATFORM), MOST_PLATFORMS);

	private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7E]{1,255}");

	/**
	 * Tells whether it is what a digest says.
	 */
	boolean is(Digest digest) {
		try {
			String algorithm = digest.value().startsWith("sha512:") ? "SHA-512" : "SHA-256";
			return digest.value()
				.endsWith(":" + HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(this.bytes)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reads what it names.
	 */
	ManifestLinks links() throws IOException {
		JsonFields fields = JsonFields.read(new ByteArrayInputStream(this.bytes),
				Set.of(SUBJECT, ARTIFACT_TYPE, CONFIG_TYPE));
		Optional<String> artifactType = fields.get(ARTIFACT_TYPE)
			.filter((type) -> !type.isEmpty())
			.or(() -> fields.get(CONFIG_TYPE))
			.filter((type) -> MEDIA_TYPE.matcher(type).matches());
		return new ManifestLinks(digest(fields.text(SUBJECT)), artifactType, platforms());
	}

	private List<Digest> platforms() throws IOException {
		List<Digest> platforms = new ArrayList<>();
		if (ListingReader.INDEXES.stream().anyMatch(this.mediaType::startsWith)) {
			PLATFORMS.visit(new ByteArrayInputStream(this.bytes), (item) -> {
				if (!"unknown".equals(item.text(PLATFORM))) {
					digest(item.text(DIGEST)).ifPresent(platforms::add);
				}
				return true;
			});
		}
		return platforms;
	}

	private static Optional<Digest> digest(String text) {
		try {
			return Optional.of(new Digest(text));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

}
