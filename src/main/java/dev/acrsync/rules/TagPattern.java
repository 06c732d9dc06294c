package dev.acrsync.rules;

import dev.acrsync.image.Tag;

/**
 * A pattern of tags: a glob, or after {@code semver:} a range of versions.
 */
public sealed interface TagPattern permits Glob, VersionRange {

	/**
	 * Reads a pattern of tags.
	 * @param pattern the pattern as it was written
	 * @return the pattern
	 * @throws IllegalArgumentException if it is none, or if no tag could match; the
	 * message says what to write instead
	 */
	static TagPattern parse(String pattern) {
		return pattern.startsWith(VersionRange.PREFIX) ? VersionRange.parse(pattern) : Glob.ofTag(pattern);
	}

	/**
	 * Tells whether the tag matches.
	 */
	boolean matches(Tag tag);

}
