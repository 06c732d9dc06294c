package dev.acrsync.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.rules.VersionBound.BoundOperator;

/**
 * One comparator of a range as it is written, such as {@code ^1.2}, {@code ~1.2.3},
 * {@code >=1.x} or {@code v1.2.3}.
 *
 * @param operator what stands before it, or nothing
 * @param prefix what else stands before it and has no meaning
 * @param parts its numbers, as many as were written, up to the first that stands for any
 * @param ordered whether no number follows one that stands for any
 * @param preRelease what comes after the dash
 */
record VersionComparator(String operator, String prefix, List<Long> parts, boolean ordered, List<String> preRelease) {

	static final String PART = "(?:" + SemanticVersion.NUMBER + "|[xX*])";

	static final String PARTIAL = "([v=]*+)(" + PART + ")(?:\\.(" + PART + ")(?:\\.(" + PART + ")"
			+ SemanticVersion.PRE_RELEASE + ")?)?";

	private static final Pattern COMPARATOR = Pattern.compile("(<=?|>=?|=|~>?|\\^|)" + PARTIAL);

	private static final int WHOLE = 3;

	private static final List<String> LOWEST = List.of("0");

	/**
	 * Reads a comparator.
	 * @throws IllegalArgumentException if it is none
	 */
	static VersionComparator parse(String written) {
		Matcher matcher = COMPARATOR.matcher(written);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("'" + written + "' is no comparator");
		}
		List<String> texts = Stream.of(3, 4, 5).map(matcher::group).flatMap(Stream::ofNullable).toList();
		List<Long> parts = texts.stream().takeWhile((text) -> !isAny(text)).map(SemanticVersion::number).toList();
		return new VersionComparator(matcher.group(1), matcher.group(2), parts,
				texts.stream().skip(parts.size()).allMatch(VersionComparator::isAny),
				SemanticVersion.identifiers(matcher.group(6)));
	}

	private static boolean isAny(String part) {
		return "xX*".contains(part);
	}

	/**
	 * Returns what it stands for: no bound if it lets in all releases.
	 * @throws IllegalArgumentException if it lets in nothing
	 */
	List<VersionBound> bounds() {
		return switch (this.operator) {
			case "^" -> from(Math.min(this.parts.size(), significant()));
			case "~", "~>" -> from(Math.min(this.parts.size(), 2));
			default -> plain();
		};
	}

	/**
	 * Counts the numbers up to the first that is not zero: a caret lets the others grow.
	 */
	private int significant() {
		return 1 + (int) this.parts.stream().limit(2).takeWhile((part) -> part == 0).count();
	}

	private List<VersionBound> plain() {
		if (!this.ordered || (isWhole() && !this.prefix.matches("v?"))) {
			throw new IllegalArgumentException("a number follows what stands for any, or a sign a sign");
		}
		if (this.parts.isEmpty()) {
			return all();
		}
		return switch (this.operator) {
			case ">=" -> List.of(lowest(BoundOperator.AT_LEAST));
			case ">" -> List.of(isWhole() ? lowest(BoundOperator.ABOVE)
					: new VersionBound(BoundOperator.AT_LEAST, next(this.parts.size(), List.of())));
			case "<" -> List.of(isWhole() ? lowest(BoundOperator.BELOW)
					: new VersionBound(BoundOperator.BELOW, version(this.parts, LOWEST)));
			case "<=" -> List.of(highest());
			default -> isWhole() ? List.of(lowest(BoundOperator.EQUAL)) : from(this.parts.size());
		};
	}

	private List<VersionBound> all() {
		if ("<".equals(this.operator) || ">".equals(this.operator)) {
			throw new IllegalArgumentException("no version is '" + this.operator + "' than any");
		}
		return List.of();
	}

	private List<VersionBound> from(int fixed) {
		return (fixed == 0) ? List.of() : List.of(lowest(BoundOperator.AT_LEAST), below(fixed));
	}

	/**
	 * Returns what it is as the first of two with a dash between them.
	 */
	Optional<VersionBound> first() {
		return this.parts.isEmpty() ? Optional.empty() : Optional.of(lowest(BoundOperator.AT_LEAST));
	}

	/**
	 * Returns what it is as the second of two with a dash between them.
	 */
	Optional<VersionBound> second() {
		return this.parts.isEmpty() ? Optional.empty() : Optional.of(highest());
	}

	private VersionBound lowest(BoundOperator operator) {
		return new VersionBound(operator, version(this.parts, isWhole() ? this.preRelease : List.of()));
	}

	private VersionBound highest() {
		return isWhole() ? lowest(BoundOperator.AT_MOST) : below(this.parts.size());
	}

	private VersionBound below(int fixed) {
		return new VersionBound(BoundOperator.BELOW, next(fixed, LOWEST));
	}

	/**
	 * Returns the first version in which one of the numbers is higher.
	 */
	private SemanticVersion next(int fixed, List<String> preRelease) {
		List<Long> higher = new ArrayList<>(this.parts.subList(0, fixed));
		higher.set(fixed - 1, higher.getLast() + 1);
		return version(higher, preRelease);
	}

	private boolean isWhole() {
		return this.parts.size() == WHOLE;
	}

	private static SemanticVersion version(List<Long> parts, List<String> preRelease) {
		long[] numbers = new long[WHOLE];
		for (int i = 0; i < parts.size(); i++) {
			numbers[i] = parts.get(i);
		}
		return new SemanticVersion(numbers[0], numbers[1], numbers[2], preRelease, List.of());
	}

}
