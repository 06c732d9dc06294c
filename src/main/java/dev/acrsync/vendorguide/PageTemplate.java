package dev.acrsync.vendorguide;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with <code>{{value}}</code>, and with lines between <code>{{#block}}</code> and
 * <code>{{/block}}</code> that are there or not.
 *
 * @param text the text as it was written
 */
record PageTemplate(String text) {

	private static final Pattern BLOCK = Pattern.compile("\\{\\{#(\\w+)}}\\n(.*?)\\{\\{/\\1}}\\n", Pattern.DOTALL);

	private static final Pattern VALUE = Pattern.compile("\\{\\{(\\w+)}}");

	static PageTemplate load() {
		try (InputStream file = PageTemplate.class.getResourceAsStream("page.md")) {
			return new PageTemplate(new String(Objects.requireNonNull(file, "page.md is missing").readAllBytes(),
					StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Fills it. What a value holds is not looked at again.
	 */
	String fill(Map<String, String> values, Set<String> blocks) {
		String chosen = BLOCK.matcher(this.text)
			.replaceAll((block) -> quoted(blocks.contains(block.group(1)) ? block.group(2) : ""));
		return VALUE.matcher(chosen).replaceAll((value) -> quoted(find(values, value)));
	}

	private static String find(Map<String, String> values, MatchResult name) {
		return Objects.requireNonNull(values.get(name.group(1)), () -> "Nothing fills " + name.group());
	}

	private static String quoted(String text) {
		return Matcher.quoteReplacement(text);
	}

}
