package dev.acrsync.console;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A piece of a page. Whatever is put into one is a text, and is shown as it is: markup is
 * written here alone.
 */
record Html(String text) {

	static final Html NONE = new Html("");

	/** What hides, or turns the rest of a line around. */
	private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}&&[^\\n\\t]]";

	/**
	 * Fills a template.
	 * @param template with {@code {}} for each value
	 * @param values texts, which are escaped, and other pieces, also several
	 */
	static Html of(String template, Object... values) {
		String[] parts = template.split("\\{}", -1);
		if (parts.length != values.length + 1) {
			throw new IllegalArgumentException("A template has as many places as there are values: " + template);
		}
		StringBuilder text = new StringBuilder(parts[0]);
		for (int i = 0; i < values.length; i++) {
			append(text, values[i]);
			text.append(parts[i + 1]);
		}
		return new Html(text.toString());
	}

	static Html join(Stream<Html> pieces) {
		return new Html(pieces.map(Html::text).collect(Collectors.joining()));
	}

	/**
	 * An instant, which the page's script shows in the reader's zone.
	 */
	static Html time(Instant at) {
		return of("<time datetime=\"{}\">{}</time>", at, at.toString().replace('T', ' ').replaceAll("\\.\\d+", ""));
	}

	private static void append(StringBuilder text, Object value) {
		switch (value) {
			case Html html -> text.append(html.text());
			case List<?> list -> list.forEach((it) -> append(text, it));
			default -> text.append(escaped(value.toString()));
		}
	}

	private static String escaped(String text) {
		return text.replaceAll(UNSEEN, "\uFFFD")
			.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace(">", "&gt;")
			.replace("\"", "&quot;")
			.replace("'", "&#39;");
	}

	@Override
	public String toString() {
		return this.text;
	}

}
