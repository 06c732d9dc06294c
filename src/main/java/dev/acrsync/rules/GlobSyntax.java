package dev.acrsync.rules;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;

/**
 * Says what is wrong with a written {@link Glob}. One that could match no name is refused
 * too: among the exclusions it would let in what it was meant to keep out.
 */
enum GlobSyntax {

	/**
	 * Of globs of repositories.
	 */
	REPOSITORY("repository", "**", RepositoryName.MAX_LENGTH, "[a-z0-9._/*-]", RepositoryName::new),

	/**
	 * Of globs of tags.
	 */
	TAG("tag", "*", Tag.MAX_LENGTH, "[a-zA-Z0-9._*-]", Tag::new);

	private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]");

	private static final Pattern STARS = Pattern.compile("\\*+");

	private static final String WILDCARDS_ELSEWHERE = "?[]{}()|^$+\\!,";

	private final String noun;

	private final String all;

	private final int maxLength;

	private final Pattern allowed;

	private final Consumer<String> name;

	GlobSyntax(String noun, String all, int maxLength, String allowed, Consumer<String> name) {
		this.noun = noun;
		this.all = all;
		this.maxLength = maxLength;
		this.allowed = Pattern.compile(allowed);
		this.name = name;
	}

	/**
	 * Passes over a good glob.
	 * @param glob the glob as it was written
	 * @throws IllegalArgumentException if it is none; the message says what to write
	 * instead
	 */
	void check(String glob) {
		require(!glob.isEmpty(), "a " + this.noun + " glob is not empty: write '" + this.all + "' for all");
		require(glob.length() <= this.maxLength,
				"a " + this.noun + " glob has at most " + this.maxLength + " characters, not " + glob.length());
		checkCharacters(glob);
		require(!glob.contains("***"),
				"more than two stars in a row mean nothing: write '" + glob.replaceAll("\\*{3,}", "**") + "'");
		checkSlashes(glob);
		checkMatchesSomething(glob);
	}

	private void checkCharacters(String glob) {
		require(this == TAG || !UPPER_CASE.matcher(glob).find(),
				"repository names are lower case: write '" + glob.toLowerCase(Locale.ROOT) + "'");
		glob.codePoints()
			.mapToObj(Character::toString)
			.filter((character) -> !this.allowed.matcher(character).matches())
			.findFirst()
			.ifPresent(this::refuse);
	}

	private void refuse(String character) {
		String shown = character.matches("\\p{Graph}") ? "'" + character + "'"
				: "U+%04X".formatted(character.codePointAt(0));
		if (WILDCARDS_ELSEWHERE.contains(character)) {
			throw new IllegalArgumentException("only '*' and '**' are wildcards, and " + shown
					+ " is in no name: write several globs where one does not do");
		}
		throw new IllegalArgumentException(shown + " is in no " + this.noun + " name: "
				+ ((this == REPOSITORY) ? "write the repository alone, without registry, tag or digest"
						: "write the tag alone, without registry or repository"));
	}

	private static void checkSlashes(String glob) {
		String single = glob.replaceAll("/{2,}", "/").replaceFirst("^/", "");
		String inside = (single.isEmpty() || single.endsWith("/")) ? single + "**" : single;
		require(glob.equals(inside),
				"a repository name has single slashes, and none at its ends: write '" + inside + "'");
	}

	private void checkMatchesSomething(String glob) {
		try {
			// If any name matches, then so does the one with a letter for each wildcard.
			this.name.accept(STARS.matcher(glob).replaceAll("a"));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					ex.getMessage() + ", so that nothing can match this; any run of characters is written '*'", ex);
		}
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
