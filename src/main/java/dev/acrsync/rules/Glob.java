package dev.acrsync.rules;

import java.util.BitSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.acrsync.image.Tag;

/**
 * A pattern of names, in which {@code *} is any run of characters within one segment of a
 * path and <code>**</code> any run across segments; either run may be empty. Every other
 * character is itself, and the whole name has to match.
 * <p>
 * A slash is a character like any other: <code>team/**</code> matches {@code team/poi}
 * and {@code team/web/poi} but not {@code team}, and <code>**&#47;poi</code> does not
 * match {@code poi}.
 */
public final class Glob implements TagPattern {

	private static final Pattern PART = Pattern.compile("\\*\\*|\\*|[^*]+");

	private final String pattern;

	private final List<String> parts;

	private Glob(String pattern) {
		this.pattern = pattern;
		this.parts = PART.matcher(pattern).results().map(MatchResult::group).toList();
	}

	/**
	 * Reads a glob of repositories.
	 * @param pattern the glob as it was written
	 * @return the glob
	 * @throws IllegalArgumentException if it is none, or if no repository could match;
	 * the message says what to write instead
	 */
	public static Glob ofRepository(String pattern) {
		GlobSyntax.REPOSITORY.check(pattern);
		return new Glob(pattern);
	}

	/**
	 * Reads a glob of tags.
	 * @param pattern the glob as it was written
	 * @return the glob
	 * @throws IllegalArgumentException if it is none, or if no tag could match; the
	 * message says what to write instead
	 */
	public static Glob ofTag(String pattern) {
		GlobSyntax.TAG.check(pattern);
		return new Glob(pattern);
	}

	@Override
	public boolean matches(Tag tag) {
		return matches(tag.value());
	}

	/**
	 * Tells whether it names one thing alone.
	 */
	public boolean isLiteral() {
		return !this.pattern.contains("*");
	}

	/**
	 * Tells whether the whole name matches. Takes time in proportion to the length of the
	 * pattern times that of the name, whatever they are.
	 * @param name the name
	 * @return whether it matches
	 */
	boolean matches(String name) {
		BitSet reached = new BitSet();
		reached.set(0);
		for (String part : this.parts) {
			reached = switch (part) {
				case "*" -> withinSegments(name, reached);
				case "**" -> acrossSegments(name, reached);
				default -> past(part, name, reached);
			};
		}
		return reached.get(name.length());
	}

	private static BitSet withinSegments(String name, BitSet starts) {
		BitSet ends = new BitSet();
		int start = starts.nextSetBit(0);
		while (start >= 0) {
			int slash = name.indexOf('/', start);
			int end = (slash >= 0) ? slash : name.length();
			ends.set(start, end + 1);
			start = starts.nextSetBit(end + 1);
		}
		return ends;
	}

	private static BitSet acrossSegments(String name, BitSet starts) {
		BitSet ends = new BitSet();
		if (!starts.isEmpty()) {
			ends.set(starts.nextSetBit(0), name.length() + 1);
		}
		return ends;
	}

	private static BitSet past(String literal, String name, BitSet starts) {
		BitSet ends = new BitSet();
		starts.stream()
			.filter((start) -> name.startsWith(literal, start))
			.forEach((start) -> ends.set(start + literal.length()));
		return ends;
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
