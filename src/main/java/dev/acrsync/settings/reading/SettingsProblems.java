package dev.acrsync.settings.reading;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong, so that the operator mends it all in one go.
 */
final class SettingsProblems {

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[::1]");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]+)}");

	private static final URI UNKNOWN = URI.create("https://unknown.invalid");

	private final List<SettingsProblem> found = new ArrayList<>();

	static Optional<String> text(@Nullable String value) {
		return Optional.ofNullable(value).map(String::strip).filter((it) -> !it.isEmpty());
	}

	void add(String key, String wrong, String cure) {
		this.found.add(new SettingsProblem(key, wrong, cure));
	}

	/**
	 * Parses a written value; one that does not parse is a problem.
	 */
	<T> Optional<T> parse(String key, String value, Function<String, T> parser) {
		try {
			return Optional.of(parser.apply(value));
		}
		catch (IllegalArgumentException ex) {
			add(key, ((value.indexOf('@') < 0) ? "'" + value + "'" : "the value") + " is not valid",
					"Note that " + ex.getMessage());
			return Optional.empty();
		}
	}

	/**
	 * Parses a base URL without a path.
	 * @param plainOnLoopback whether http will do for a loopback address
	 */
	URI endpoint(String key, String value, boolean plainOnLoopback) {
		Optional<URI> uri = parse(key, value, URI::create);
		boolean bare = uri
			.filter((it) -> it.getHost() != null && it.getUserInfo() == null && it.getQuery() == null
					&& it.getFragment() == null && (it.getPath().isEmpty() || "/".equals(it.getPath())))
			.isPresent();
		boolean secure = uri.filter((it) -> "https".equalsIgnoreCase(it.getScheme()) || plainOnLoopback
				&& "http".equalsIgnoreCase(it.getScheme()) && LOOPBACK.matcher(it.getHost()).matches())
			.isPresent();
		if (uri.isPresent() && !(bare && secure)) {
			add(key, ((value.indexOf('@') < 0) ? "'" + value + "'" : "the value") + " is not an https base URL",
					"Write https://<host>, without a path, a query or credentials");
		}
		return uri.filter((_) -> bare && secure)
			.map((it) -> URI.create(it.getScheme() + "://" + it.getAuthority()))
			.orElse(UNKNOWN);
	}

	/**
	 * Tells whether a secret is there. One that is still a placeholder is a problem: it
	 * would be known to everybody who reads the configuration.
	 */
	boolean isSet(String key, @Nullable Secret secret) {
		if (secret == null || secret.reveal().isBlank()) {
			return false;
		}
		Matcher placeholder = PLACEHOLDER.matcher(secret.reveal());
		if (placeholder.find()) {
			add(key, "nothing fills its placeholder " + placeholder.group(),
					"Set the environment variable " + placeholder.group(1) + ", or write the value itself");
		}
		return true;
	}

	void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidSettingsException(this.found);
		}
	}

}
