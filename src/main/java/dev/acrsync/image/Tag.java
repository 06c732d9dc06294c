package dev.acrsync.image;

import java.util.regex.Pattern;

/**
 * A tag of a repository, such as {@code v1}, as the <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests">OCI
 * distribution specification</a> allows it.
 *
 * @param value the tag
 */
public record Tag(String value) {

	/**
	 * What a tag looks like, for messages.
	 */
	public static final String GRAMMAR = "1 to 128 letters, digits, '_', '.' or '-', the first neither '.' nor '-'";

	/**
	 * How many characters a tag has at most.
	 */
	public static final int MAX_LENGTH = 128;

	private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

	/**
	 * Takes a tag that follows the grammar.
	 * @throws IllegalArgumentException if it does not; the message does not repeat it
	 */
	public Tag {
		if (!TAG.matcher(value).matches()) {
			throw new IllegalArgumentException("a tag is " + GRAMMAR);
		}
	}

	@Override
	public String toString() {
		return this.value;
	}

}
