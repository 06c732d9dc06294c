package dev.acrsync.image;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spoils good names with one character that none of them may have.
 */
final class Corruptions {

	/**
	 * Control characters, what separates the parts of a reference or a URL, and letters
	 * and digits that only look as if they were right: Cyrillic a, full-width a,
	 * Arabic-Indic and full-width 1, Kelvin sign, dotless i, a combining accent, a
	 * zero-width space, a right-to-left mark, a bold a beyond the basic plane, half of
	 * such a pair.
	 */
	static final List<String> CHARACTERS = List.of("\n", "\r", "\t", "\0", " ", "\u007f", "\u0085", "\u2028", ":", "@",
			"%", "?", "#", "&", "\\", "*", "+", "~", "\"", "'", "<", "$", "\u0430", "\uff41", "\u0661", "\uff11",
			"\u212a", "\u0131", "\u0301", "\u200b", "\u200f", "\ud835\udc1a", "\ud835", "\u00e4", "\u00df");

	private final RandomGenerator random;

	Corruptions(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Puts a character into a name, at one of its ends or within.
	 */
	String insert(String character, String name) {
		int at = this.random.nextInt(name.length() + 1);
		return name.substring(0, at) + character + name.substring(at);
	}

	/**
	 * Puts a character in the place of another.
	 */
	String replace(String character, String name) {
		int at = this.random.nextInt(name.length());
		return name.substring(0, at) + character + name.substring(at + 1);
	}

}
