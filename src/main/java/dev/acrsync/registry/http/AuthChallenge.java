package dev.acrsync.registry.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to authenticate that a registry offers in {@code WWW-Authenticate}, as
 * <a href="https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1">RFC 9110</a>
 * writes it.
 *
 * @param scheme the scheme, in lower case
 * @param parameters its parameters; their names are in lower case
 */
public record AuthChallenge(String scheme, Map<String, String> parameters) {

	private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

	private static final Pattern PARAMETER = Pattern
		.compile("(" + TOKEN + ")[ \\t]*=[ \\t]*(?:\"((?:[^\"\\\\]|\\\\.){0,4096}+)\"|(" + TOKEN + "))");

	private static final Pattern SCHEME = Pattern.compile(TOKEN);

	/**
	 * Reads the challenges of all header lines, in their order. What follows no grammar
	 * is skipped.
	 */
	static List<AuthChallenge> parse(List<String> headers) {
		List<AuthChallenge> challenges = new ArrayList<>();
		headers.forEach((header) -> parse(header, challenges));
		return challenges;
	}

	private static void parse(String header, List<AuthChallenge> challenges) {
		boolean open = false;
		Matcher parameter = PARAMETER.matcher(header);
		Matcher scheme = SCHEME.matcher(header);
		int position = 0;
		while (position < header.length()) {
			if (open && parameter.region(position, header.length()).lookingAt()) {
				challenges.getLast().put(parameter);
				position = parameter.end();
			}
			else if (scheme.region(position, header.length()).lookingAt()) {
				challenges.add(new AuthChallenge(scheme.group().toLowerCase(Locale.ROOT), new HashMap<>()));
				open = true;
				position = scheme.end();
			}
			else {
				position++;
			}
		}
	}

	private void put(Matcher parameter) {
		String quoted = parameter.group(2);
		String value = (quoted != null) ? quoted.replaceAll("\\\\(.)", "$1") : parameter.group(3);
		this.parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
	}

	public boolean isBearer() {
		return this.scheme.equals("bearer");
	}

	public boolean isBasic() {
		return this.scheme.equals("basic");
	}

	/**
	 * Returns the same for whatever is to be done.
	 */
	public AuthChallenge withoutScope() {
		Map<String, String> others = new HashMap<>(this.parameters);
		others.remove("scope");
		return new AuthChallenge(this.scheme, others);
	}

	public Optional<String> parameter(String name) {
		return Optional.ofNullable(this.parameters.get(name));
	}

}
