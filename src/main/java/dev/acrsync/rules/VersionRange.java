package dev.acrsync.rules;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.acrsync.image.Tag;
import org.semver4j.Semver;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A range of versions, such as {@code semver:>=1.4 <3}, in the grammar of
 * <a href= "https://github.com/npm/node-semver#ranges">node-semver</a>. A tag matches if
 * it is a whole version within it; a leading {@code v} is no matter. As there, a
 * pre-release is within only where the range names one of the same version.
 */
public final class VersionRange implements TagPattern {

	static final String PREFIX = "semver:";

	private static final int MAX_LENGTH = 256;

	private static final String NUMBER = "(?:0|[1-9][0-9]{0,8})";

	private static final String PART = "(?:" + NUMBER + "|[xX*])";

	private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+";

	private static final String VERSION = "v?" + NUMBER + "(?:\\." + PART + "(?:\\." + PART + "(?:-" + IDENTIFIERS
			+ ")?)?)?";

	private static final String COMPARATORS = "(?:[<>]=?|[=~^])?" + VERSION + "(?: +(?:[<>]=?|[=~^])?" + VERSION + ")*";

	private static final String ALTERNATIVE = "(?:\\*|" + VERSION + " +- +" + VERSION + "|" + COMPARATORS + ")";

	// The library passes over what it does not understand, and would so widen a range
	private static final Pattern RANGE = Pattern.compile(ALTERNATIVE + "(?: *\\|\\| *" + ALTERNATIVE + ")*");

	private final String pattern;

	private final RangeList range;

	private VersionRange(String pattern, RangeList range) {
		this.pattern = pattern;
		this.range = range;
	}

	static VersionRange parse(String pattern) {
		String range = pattern.substring(PREFIX.length()).strip();
		if (range.length() > MAX_LENGTH || !RANGE.matcher(range).matches()) {
			throw new IllegalArgumentException("after '" + PREFIX
					+ "' comes a range of versions: comparators such as '>=1.4 <3', '^1.2' or '~1.2.3', "
					+ "joined by a space for and, by ' || ' for or");
		}
		return new VersionRange(pattern, RangeListFactory.create(range));
	}

	/**
	 * Reads a tag as a version; one that is none, or not a whole one, is empty.
	 */
	static Optional<Semver> version(Tag tag) {
		return Optional.ofNullable(Semver.parse(tag.value()));
	}

	@Override
	public boolean matches(Tag tag) {
		return version(tag).filter(this.range::isSatisfiedBy).isPresent();
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
