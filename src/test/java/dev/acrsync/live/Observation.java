package dev.acrsync.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a check expects, and what it sees.
 */
final class Observation {

	private static final int LONGEST = 300;

	private final List<String> expected = new ArrayList<>();

	private final List<String> seen = new ArrayList<>();

	private boolean holds = true;

	/**
	 * Expects a value.
	 */
	void expect(String what, @Nullable Object expected, @Nullable Object seen) {
		expect(what, text(expected), Objects.equals(expected, seen), seen);
	}

	/**
	 * Expects something that was looked at already.
	 * @param expected in words
	 */
	void expect(String what, String expected, boolean holds, @Nullable Object seen) {
		this.expected.add(what + " " + expected);
		note(what, seen);
		this.holds &= holds;
	}

	/**
	 * Expects a failed import, by its code and what its message has in it, if anything.
	 */
	void expectFailure(ImportTrace trace, String code, String words) {
		expect("the import", "fails", !trace.succeeded(), trace.outcome());
		expect("its code", code, code.equals(trace.code()), trace.code());
		if (words.isEmpty()) {
			note("its message", trace.message());
			return;
		}
		expect("its message", "has '" + words + "' in it", trace.message().contains(words), trace.message());
	}

	/**
	 * Notes something that may be anything.
	 */
	void note(String what, @Nullable Object seen) {
		String text = text(seen);
		this.seen.add(what + " " + ((text.length() > LONGEST) ? text.substring(0, LONGEST) + "…" : text));
	}

	private static String text(@Nullable Object value) {
		Object shown = (value instanceof Optional<?> optional) ? optional.map(Object.class::cast).orElse("none")
				: value;
		return "".equals(shown) ? "empty" : String.valueOf(shown);
	}

	boolean holds() {
		return this.holds && !this.expected.isEmpty();
	}

	String expected() {
		return String.join("; ", this.expected);
	}

	String seen() {
		return String.join("; ", this.seen);
	}

}
