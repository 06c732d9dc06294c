package dev.acrsync.network;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The proxy that the variable {@code HTTPS_PROXY} names.
 *
 * @param host its host
 * @param port its port
 * @param authorization what it is shown as {@code Proxy-Authorization}, which is secret
 */
public record ProxyAddress(String host, int port, Optional<String> authorization) {

	/**
	 * The variable that names it.
	 */
	public static final String VARIABLE = "HTTPS_PROXY";

	private static final Pattern ESCAPED = Pattern.compile("%([0-9a-fA-F]{2})");

	private static final int USUAL_PORT = 80;

	private static final int HIGHEST_PORT = 65_535;

	/**
	 * Returns what the environment says of it.
	 */
	public static Optional<String> written(Map<String, String> environment) {
		return variable(environment, VARIABLE);
	}

	static Optional<String> variable(Map<String, String> environment, String name) {
		return Stream.of(name, name.toLowerCase(Locale.ROOT))
			.flatMap((it) -> Optional.ofNullable(environment.get(it)).stream())
			.map(String::strip)
			.filter((it) -> !it.isEmpty())
			.findFirst();
	}

	/**
	 * Parses {@code http://user:password@host:port}, of which the host is enough.
	 * @throws IllegalArgumentException if it is something else
	 */
	public static ProxyAddress parse(String written) {
		URI uri = uri(written.contains("://") ? written : "http://" + written);
		if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getPort() > HIGHEST_PORT) {
			throw malformed();
		}
		return new ProxyAddress(uri.getHost(), (uri.getPort() > 0) ? uri.getPort() : USUAL_PORT,
				Optional.ofNullable(basic(uri.getUserInfo())));
	}

	private static URI uri(String written) {
		try {
			return URI.create(written);
		}
		catch (IllegalArgumentException _) {
			throw malformed();
		}
	}

	/** Without what was written, which may hold a password. */
	private static IllegalArgumentException malformed() {
		return new IllegalArgumentException(
				"a proxy is written as http://<host>:<port>, or http://<user>:<password>@<host>:<port> with what is "
						+ "special in a URL as %40 and the like; it is spoken to over plain HTTP, also on the way to https");
	}

	private static @Nullable String basic(@Nullable String user) {
		return (user != null) ? "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))
				: null;
	}

	/**
	 * Returns what no log may hold of the variable's value.
	 */
	public static Stream<String> secrets(Map<String, String> environment) {
		return written(environment).stream()
			.map((written) -> written.replaceFirst("^[^/]*//", "").replaceFirst("@[^@]*$", "@"))
			.filter((user) -> user.endsWith("@") && user.contains(":"))
			.map((user) -> user.substring(user.indexOf(':') + 1, user.length() - 1))
			.flatMap((password) -> Stream.of(password,
					ESCAPED.matcher(password)
						.replaceAll((hex) -> Matcher
							.quoteReplacement(Character.toString((char) Integer.parseInt(hex.group(1), 16))))));
	}

	Proxy proxy() {
		return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(this.host, this.port));
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
