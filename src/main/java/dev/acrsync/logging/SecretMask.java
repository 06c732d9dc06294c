package dev.acrsync.logging;

import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Replaces secrets in a text, in whichever form they may be written, and what looks like
 * one though nobody has told of it.
 */
final class SecretMask {

	private static final String MASKED = "******";

	private static final int MOST = 1_000;

	/** Shorter ones would be found in many a word. */
	private static final int SHORTEST = 6;

	private static final int PREFIX = 3;

	private static final int BITS = 1 << 16;

	private static final Pattern JSON_WEB_TOKEN = Pattern.compile("eyJ[\\w=-]{8,}(\\.[\\w=-]*)*");

	private static final Pattern CREDENTIALS = Pattern.compile("(?i)\\b(bearer|basic)( |%20|\\+)[\\w.~+/\\\\-]{16,}=*");

	private static final Pattern QUERY_TOKEN = Pattern.compile("(?i)([?&]|\\b)token=[^&\\s\"'\\])]+");

	private static final Set<String> known = new LinkedHashSet<>();

	private static volatile SecretMask current = new SecretMask(List.of());

	private final List<String> forms;

	/** The first three characters of all forms, by their hash. */
	private final BitSet beginnings = new BitSet(BITS);

	private SecretMask(List<String> forms) {
		this.forms = forms;
		forms.forEach((form) -> this.beginnings.set(hash(form, 0)));
	}

	/**
	 * Masks these too from now on.
	 */
	static synchronized void know(String... secrets) {
		for (String secret : secrets) {
			if (secret.length() >= SHORTEST && known.size() < MOST) {
				known.add(secret);
			}
		}
		current = new SecretMask(known.stream()
			.flatMap((secret) -> SecretForms.of(secret).stream())
			.distinct()
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList());
	}

	static String mask(String text) {
		String masked = current.maskForms(text);
		if (masked.contains("eyJ")) {
			masked = JSON_WEB_TOKEN.matcher(masked).replaceAll(MASKED);
		}
		if (masked.contains("earer") || masked.contains("asic") || masked.contains("EARER")) {
			masked = CREDENTIALS.matcher(masked).replaceAll("$1 " + MASKED);
		}
		return masked.contains("oken=") ? QUERY_TOKEN.matcher(masked).replaceAll("$1token=" + MASKED) : masked;
	}

	private String maskForms(String text) {
		StringBuilder masked = null;
		int from = 0;
		for (int i = 0; i <= text.length() - PREFIX; i++) {
			String form = this.beginnings.get(hash(text, i)) ? formAt(text, i) : "";
			if (!form.isEmpty()) {
				masked = ((masked != null) ? masked : new StringBuilder()).append(text, from, i).append(MASKED);
				from = i + form.length();
				i = from - 1;
			}
		}
		return (masked != null) ? masked.append(text, from, text.length()).toString() : text;
	}

	private String formAt(String text, int index) {
		for (String form : this.forms) {
			if (text.startsWith(form, index)) {
				return form;
			}
		}
		return "";
	}

	private static int hash(String text, int index) {
		return ((text.charAt(index) * 31 + text.charAt(index + 1)) * 31 + text.charAt(index + 2)) & (BITS - 1);
	}

}
