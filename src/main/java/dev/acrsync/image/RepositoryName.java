package dev.acrsync.image;

import java.util.regex.Pattern;

/**
 * The name of a repository within a registry, such as {@code tripinsights/poi}, as the
 * <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests">OCI
 * distribution specification</a> allows it: at most {@value #MAX_LENGTH} characters.
 *
 * @param value the name
 */
public record RepositoryName(String value) {

	/**
	 * What a repository name looks like, for messages.
	 */
	public static final String GRAMMAR = "lower-case letters and digits in segments joined by '/', "
			+ "with single '.', '_', '__' or '-' between them, 255 characters at most";

	/**
	 * How many characters a name has at most.
	 */
	public static final int MAX_LENGTH = 255;

	private static final Pattern NAME = Pattern
		.compile("[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+)*+");

	/**
	 * Takes a name that follows the grammar.
	 * @throws IllegalArgumentException if it does not; the message does not repeat it
	 */
	public RepositoryName {
		if (value.length() > MAX_LENGTH || !NAME.matcher(value).matches()) {
			throw new IllegalArgumentException("a repository name is " + GRAMMAR);
		}
	}

	/**
	 * Returns a tag of it as {@code repository:tag}.
	 */
	public String with(Tag tag) {
		return this.value + ":" + tag;
	}

	/**
	 * Returns a manifest of it as {@code repository@digest}.
	 */
	public String with(Digest digest) {
		return this.value + "@" + digest;
	}

	/**
	 * Returns what a tag of it was at some time, as {@code repository:tag@digest}.
	 */
	public String with(Tag tag, Digest digest) {
		return with(tag) + "@" + digest;
	}

	/**
	 * Returns it as {@code registry/repository}.
	 */
	public String in(RegistryHost registry) {
		return registry + "/" + this.value;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
