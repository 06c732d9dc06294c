package dev.acrsync.rules;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.image.Tag;
import org.jspecify.annotations.Nullable;

/**
 * A whole <a href="https://semver.org">semantic version</a>, ordered as
 * <a href= "https://github.com/npm/node-semver">node-semver</a> sorts: by precedence, and
 * where that is the same by the build.
 *
 * @param preRelease the identifiers after the dash; none for a release
 * @param build the identifiers after the plus
 */
record SemanticVersion(long major, long minor, long patch, List<String> preRelease,
		List<String> build) implements Comparable<SemanticVersion> {

	static final String NUMBER = "(?:0|[1-9][0-9]*+)";

	private static final String IDENTIFIER = "(?:[0-9]*+[A-Za-z-][0-9A-Za-z-]*+|" + NUMBER + ")";

	static final String PRE_RELEASE = "(?:-(" + IDENTIFIER + "(?:\\." + IDENTIFIER + ")*+))?";

	static final String BUILD = "\\+([0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+)";

	private static final Pattern VERSION = Pattern
		.compile("v?(" + NUMBER + ")\\.(" + NUMBER + ")\\.(" + NUMBER + ")" + PRE_RELEASE + "(?:" + BUILD + ")?");

	/** What JavaScript counts to without a gap. */
	private static final long HIGHEST = (1L << 53) - 1;

	private static final int MOST_DIGITS = 16;

	/**
	 * Takes a version.
	 * @throws IllegalArgumentException if one of its numbers is too high
	 */
	SemanticVersion {
		if (Math.max(major, Math.max(minor, patch)) > HIGHEST) {
			throw new IllegalArgumentException("no number of a version is higher than " + HIGHEST);
		}
	}

	/**
	 * Reads a tag; one that is no version, or not a whole one, is empty. Since a tag
	 * cannot have a plus, Helm and others write an underscore for it.
	 */
	static Optional<SemanticVersion> of(Tag tag) {
		Matcher matcher = VERSION.matcher(tag.value().replace('_', '+'));
		if (!matcher.matches()) {
			return Optional.empty();
		}
		try {
			return Optional.of(new SemanticVersion(number(matcher.group(1)), number(matcher.group(2)),
					number(matcher.group(3)), identifiers(matcher.group(4)), identifiers(matcher.group(5))));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

	/**
	 * Reads a number of a version.
	 * @throws IllegalArgumentException if it is too high
	 */
	static long number(String digits) {
		if (digits.length() > MOST_DIGITS) {
			throw new IllegalArgumentException("no number of a version has more than " + MOST_DIGITS + " digits");
		}
		return Long.parseLong(digits);
	}

	/**
	 * Reads identifiers that are joined by dots.
	 * @param text them, or null for none
	 */
	static List<String> identifiers(@Nullable String text) {
		return (text != null) ? List.of(text.split("\\.")) : List.of();
	}

	/**
	 * Tells whether both are the same but for what comes after the dash and the plus.
	 */
	boolean isOfSameRelease(SemanticVersion other) {
		return this.major == other.major && this.minor == other.minor && this.patch == other.patch;
	}

	/**
	 * Compares without the build.
	 */
	int precedence(SemanticVersion other) {
		int release = Long.compare(this.major, other.major);
		release = (release != 0) ? release : Long.compare(this.minor, other.minor);
		release = (release != 0) ? release : Long.compare(this.patch, other.patch);
		if (release != 0) {
			return release;
		}
		return (this.preRelease.isEmpty() || other.preRelease.isEmpty())
				? Boolean.compare(this.preRelease.isEmpty(), other.preRelease.isEmpty())
				: compare(this.preRelease, other.preRelease);
	}

	@Override
	public int compareTo(SemanticVersion other) {
		int precedence = precedence(other);
		return (precedence != 0) ? precedence : compare(this.build, other.build);
	}

	private static int compare(List<String> ones, List<String> others) {
		for (int i = 0; i < Math.min(ones.size(), others.size()); i++) {
			int order = compare(ones.get(i), others.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(ones.size(), others.size());
	}

	/**
	 * Numbers come before words, and are compared by their value, however long they are.
	 */
	private static int compare(String one, String other) {
		boolean number = isNumber(one);
		if (number != isNumber(other)) {
			return number ? -1 : 1;
		}
		return number ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
	}

	private static boolean isNumber(String identifier) {
		return identifier.chars().allMatch((character) -> character >= '0' && character <= '9');
	}

}
