package dev.acrsync.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what was said, and who and whose it was.
 */
final class ExchangeMask {

	private static final Map<Pattern, String> KINDS = new LinkedHashMap<>();

	static {
		KINDS.put(Pattern.compile("(?<![\\w-])[\\w-]{10,}+\\.[\\w-]{10,}+\\.[\\w-]{10,}+"), "<token>");
		KINDS.put(Pattern.compile("(?i)\\b((?:proxy-)?authorization: *\\w+ )\\S+"), "$1<secret>");
		KINDS.put(Pattern.compile("(?i)(\"(?:password|access_token|refresh_token|authorization)\" *: *\")[^\"]*"),
				"$1<secret>");
		KINDS.put(Pattern.compile("(?i)\\b((?:access_token|refresh_token|password)=)[^&\\s]+"), "$1<secret>");
		KINDS.put(Pattern.compile("([?&](?:t|c|s|h|sig)=)[^&\\s\"]+"), "$1<secret>");
		KINDS.put(Pattern.compile("(?<![\\w.+#-])[\\w.+#-]++@(?!sha\\d)[\\w-]+(?:\\.[\\w-]+)+"), "<person>");
		KINDS.put(Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b"), "<address>");
	}

	private final Map<String, String> names = new ConcurrentHashMap<>();

	private final Set<String> secrets = ConcurrentHashMap.newKeySet();

	/**
	 * Takes this out wherever it is met.
	 */
	void secret(String secret) {
		if (!secret.isEmpty()) {
			this.secrets.add(secret);
		}
	}

	/**
	 * Puts something else in the place of a name.
	 */
	void name(String name, String instead) {
		this.names.put(name, instead);
	}

	String mask(String text) {
		String masked = text;
		for (String secret : this.secrets) {
			masked = masked.replace(secret, "<secret>");
		}
		for (Map.Entry<String, String> name : this.names.entrySet()) {
			masked = masked.replace(name.getKey(), name.getValue());
		}
		for (Map.Entry<Pattern, String> kind : KINDS.entrySet()) {
			masked = kind.getKey().matcher(masked).replaceAll(kind.getValue());
		}
		return masked;
	}

}
