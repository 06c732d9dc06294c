package dev.acrsync.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which rule has decided, and among which rules: they may be others by now.
 *
 * @param index the index of the rule
 * @param rules what tells the rules of a source from others, twelve hexadecimal digits
 */
public record RuleReference(int index, String rules) {

	private static final Pattern WRITTEN = Pattern.compile("([0-9a-f]{12}):(\\d{1,6})");

	/**
	 * Reads what may be such a reference, or nothing, or anything else.
	 */
	public static Optional<RuleReference> of(@Nullable String written) {
		return Optional.ofNullable(written)
			.map(WRITTEN::matcher)
			.filter(Matcher::matches)
			.map((parts) -> new RuleReference(Integer.parseInt(parts.group(2)), parts.group(1)));
	}

	@Override
	public String toString() {
		return this.rules + ":" + this.index;
	}

}
