package dev.acrsync.registry;

import java.util.regex.Pattern;

/**
 * Makes foreign text, of a registry or of Azure, fit to be shown.
 */
public final class Printable {

	private static final int MAX_LENGTH = 500;

	private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]+");

	private static final Pattern JSON_WEB_TOKEN = Pattern.compile("eyJ[\\w.=-]{8,}");

	/** Where a parser's message begins to quote what it was given. */
	private static final Pattern PARSED = Pattern.compile("\\[Source: .*", Pattern.DOTALL);

	private Printable() {
	}

	/**
	 * Returns the text as one line of printable ASCII, without tokens, and of
	 * {@value #MAX_LENGTH} characters at most.
	 */
	public static String text(String foreign) {
		String line = UNPRINTABLE.matcher(foreign).replaceAll(" ");
		String tokenless = JSON_WEB_TOKEN.matcher(line).replaceAll("******").strip();
		return (tokenless.length() <= MAX_LENGTH) ? tokenless : tokenless.substring(0, MAX_LENGTH - 3) + "...";
	}

	/**
	 * Returns what an exception says: the kind, and the text of the innermost one.
	 */
	public static String text(Throwable error) {
		Throwable root = error;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = (root.getMessage() != null) ? PARSED.matcher(root.getMessage()).replaceAll("") : null;
		String kind = root.getClass().getSimpleName();
		return (message != null && !message.isBlank()) ? text(kind + ": " + message) : kind;
	}

}
