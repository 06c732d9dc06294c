package dev.acrsync.rules;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.image.Tag;
import dev.acrsync.rules.VersionBound.BoundOperator;

/**
 * A range of versions, such as {@code semver:>=1.4 <3}, in the grammar of
 * <a href= "https://github.com/npm/node-semver#ranges">node-semver</a>. A tag matches if
 * it is a whole version within it; a leading {@code v} is no matter. As there, a
 * pre-release is within only where the range names one of the same version. Other than
 * there, a range that is empty or can let in nothing is refused, as are its alternatives.
 */
public final class VersionRange implements TagPattern {

	static final String PREFIX = "semver:";

	private static final int MAX_LENGTH = 256;

	private static final Pattern BUILD = Pattern.compile(SemanticVersion.BUILD);

	private static final Pattern SPACE_AFTER_SIGN = Pattern.compile("(?<=[<>=~^]) (?=[<>=vxX*0-9])");

	private static final Pattern BETWEEN = Pattern.compile("([^ ]+) - ([^ ]+)");

	private static final VersionBound LOWEST_RELEASE = new VersionBound(BoundOperator.AT_LEAST,
			new SemanticVersion(0, 0, 0, List.of(), List.of()));

	private final String pattern;

	private final List<List<VersionBound>> alternatives;

	private VersionRange(String pattern, List<List<VersionBound>> alternatives) {
		this.pattern = pattern;
		this.alternatives = alternatives;
	}

	static VersionRange parse(String pattern) {
		String range = pattern.substring(PREFIX.length());
		try {
			if (range.length() > MAX_LENGTH) {
				throw new IllegalArgumentException("it is longer than " + MAX_LENGTH);
			}
			List<List<VersionBound>> alternatives = Stream.of(range.split("\\|\\|", -1))
				.map(VersionRange::alternative)
				.toList();
			return new VersionRange(pattern,
					alternatives.stream().anyMatch(List::isEmpty) ? List.of(List.of()) : alternatives);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("after '" + PREFIX
					+ "' comes a range of versions: comparators such as '>=1.4 <3', '^1.2' or '~1.2.3', "
					+ "joined by a space for and, by ' || ' for or", ex);
		}
	}

	/**
	 * Reads the bounds that a version is within all of; none if all releases are.
	 */
	private static List<VersionBound> alternative(String written) {
		String spaced = BUILD.matcher(written.strip()).replaceAll("").replaceAll("\\s+", " ");
		String text = SPACE_AFTER_SIGN.matcher(spaced).replaceAll("");
		Matcher between = BETWEEN.matcher(text);
		List<VersionBound> bounds = between.matches() ? between(between.group(1), between.group(2))
				: Stream.of(text.split(" "))
					.flatMap((comparator) -> VersionComparator.parse(comparator).bounds().stream())
					.toList();
		return bounds.stream().filter((bound) -> !bound.equals(LOWEST_RELEASE)).toList();
	}

	private static List<VersionBound> between(String first, String second) {
		return Stream.of(VersionComparator.parse(first).first(), VersionComparator.parse(second).second())
			.flatMap(Optional::stream)
			.toList();
	}

	@Override
	public boolean matches(Tag tag) {
		return SemanticVersion.of(tag)
			.filter((version) -> this.alternatives.stream().anyMatch((bounds) -> admit(bounds, version)))
			.isPresent();
	}

	private static boolean admit(List<VersionBound> bounds, SemanticVersion version) {
		return bounds.stream().allMatch((bound) -> bound.admits(version)) && (version.preRelease().isEmpty()
				|| bounds.stream().anyMatch((bound) -> bound.namesPreReleaseOf(version)));
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
