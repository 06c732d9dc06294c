package dev.acrsync.image;

import java.util.regex.Pattern;

/**
 * The digest of a manifest, the only name that always means the same image. Of the
 * algorithms that the <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/descriptor.md#registered-algorithms">OCI
 * image specification</a> registers, SHA-256 and SHA-512 are known.
 *
 * @param value algorithm, colon and lower-case hexadecimal digits
 */
public record Digest(String value) {

	/**
	 * What a digest looks like, for messages.
	 */
	public static final String GRAMMAR = "'sha256:' and 64, or 'sha512:' and 128, lower-case hexadecimal digits";

	private static final Pattern DIGEST = Pattern.compile("sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}");

	/**
	 * Takes a digest that follows the grammar.
	 * @throws IllegalArgumentException if it does not; the message does not repeat it
	 */
	public Digest {
		if (!DIGEST.matcher(value).matches()) {
			throw new IllegalArgumentException("a digest is " + GRAMMAR);
		}
	}

	@Override
	public String toString() {
		return this.value;
	}

}
