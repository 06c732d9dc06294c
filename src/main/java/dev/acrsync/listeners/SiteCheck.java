package dev.acrsync.listeners;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Tells a request that an operator made from one that another site's page had their
 * browser make. A name that anybody can give to our address is none of ours.
 */
final class SiteCheck {

	private static final Set<String> SAFE = Set.of("GET", "HEAD");

	/** The kinds that another site's page cannot have. */
	private static final Set<String> OWN = Set.of("none", "same-origin");

	private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:.]+(%25?[\\w.~-]+)?]");

	private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

	private static final Pattern DEFAULT_PORT = Pattern.compile(":(80|443)?$");

	private static final Pattern ORIGIN = Pattern.compile("https?://(?<authority>[^/?#@]+)");

	private final Set<String> hosts;

	/**
	 * Makes a check.
	 * @param hosts further names of this service
	 */
	SiteCheck(Set<String> hosts) {
		this.hosts = hosts.stream().map(SiteCheck::name).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Tells whether a request may be answered.
	 * @param headers returns a header's value by its name, those of several with commas
	 * between them, or {@code null}
	 */
	boolean allows(String method, RequestHeaders headers) {
		String host = headers.get("Host");
		return knows(host) && isOwn(method, headers.get("Sec-Fetch-Site")) && isOwnOrigin(headers.get("Origin"), host);
	}

	/** A client that names no host is no browser. */
	private boolean knows(@Nullable String host) {
		if (host == null || host.isBlank()) {
			return true;
		}
		String name = name(host);
		return name.indexOf('.') < 0 && name.indexOf(':') < 0 || ADDRESS.matcher(name).matches()
				|| name.endsWith(".svc") || name.endsWith(".cluster.local") || this.hosts.contains(name);
	}

	private static boolean isOwn(String method, @Nullable String site) {
		return site == null || OWN.contains(site) || "same-site".equals(site) && SAFE.contains(method);
	}

	private static boolean isOwnOrigin(@Nullable String origin, @Nullable String host) {
		if (origin == null) {
			return true;
		}
		Matcher matcher = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
		return host != null && matcher.matches() && authority(matcher.group("authority")).equals(authority(host));
	}

	private static String authority(String written) {
		return DEFAULT_PORT.matcher(written.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
	}

	private static String name(String host) {
		String name = PORT.matcher(host.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

	/**
	 * The headers of a request.
	 */
	@FunctionalInterface
	interface RequestHeaders {

		@Nullable String get(String name);

	}

}
