package dev.acrsync.network;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;

/**
 * What kept a request from getting to its host, and what to do about it. Neither holds a
 * secret.
 *
 * @param what what is in the way
 * @param cure what to do
 */
public record NetworkObstacle(String what, String cure) {

	private static final int LONGEST_REASON = 160;

	private static final String THEREFORE = ". To cure it, ";

	private static final Pattern TUNNEL = Pattern.compile("Tunnel failed, got: (\\d{3})");

	/**
	 * Finds it in a failure; nothing if the request may have got there.
	 */
	public static Optional<NetworkObstacle> of(HostRoute route, Throwable failure) {
		@Nullable NetworkObstacle found = null;
		// What is further down says more
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			@Nullable NetworkObstacle next = switch (cause) {
				case UnresolvedAddressException _, UnknownHostException _ -> unknownName(route);
				case UntrustedIssuerException ex -> untrusted(String.valueOf(ex.getMessage()));
				case SSLHandshakeException ex -> noTls(route, ex);
				case ConnectException _, HttpConnectTimeoutException _ -> silent(route, cause);
				default -> untunneled(route, cause);
			};
			found = (next != null) ? next : found;
		}
		return Optional.ofNullable(found);
	}

	/**
	 * Finds it in a message that has the whole of it.
	 */
	public static Optional<NetworkObstacle> in(String message) {
		int therefore = message.lastIndexOf(THEREFORE);
		return (therefore < 0) ? Optional.empty() : Optional.of(new NetworkObstacle(message.substring(0, therefore),
				message.substring(therefore + THEREFORE.length())));
	}

	/**
	 * The proxy does not know us.
	 */
	public static NetworkObstacle loginWanted(HostRoute route) {
		return new NetworkObstacle(
				"the proxy %s (407)".formatted(route.authorization().isPresent()
						? "does not take the login that HTTPS_PROXY holds" : "wants a login"),
				"write it into HTTPS_PROXY: http://<user>:<password>@<host>:<port>");
	}

	private static NetworkObstacle unknownName(HostRoute route) {
		String proxy = route.proxy().map((it) -> it.replaceFirst(":\\d+$", "")).orElse("");
		return proxy.isEmpty() ? new NetworkObstacle(
				"the name '%s' is not known here".formatted(route.address().getHost()),
				"see what 'nslookup %s' says, and correct the name or the private DNS zone; where a proxy alone goes out, set HTTPS_PROXY"
					.formatted(route.address().getHost()))
				: new NetworkObstacle("the proxy's name is not known here",
						"see what 'nslookup %s' says, and correct HTTPS_PROXY".formatted(proxy));
	}

	private static NetworkObstacle untrusted(String what) {
		return new NetworkObstacle(what,
				"set acr-sync.trusted-certificates (in the chart trustedCertificates) to that authority's certificate in PEM");
	}

	private static NetworkObstacle noTls(HostRoute route, SSLHandshakeException failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String reason = String.valueOf(root.getMessage()).replaceAll("[^\\x20-\\x7E]+", " ");
		String host = route.address().getHost();
		int port = (route.address().getPort() > 0) ? route.address().getPort() : 443;
		return new NetworkObstacle(
				"there is no TLS with it: " + reason.substring(0, Math.min(reason.length(), LONGEST_REASON)),
				"see what 'openssl s_client -connect %s:%d -servername %s%s' says".formatted(host, port, host,
						route.proxy().map((it) -> " -proxy " + it).orElse("")));
	}

	private static NetworkObstacle silent(HostRoute route, Throwable cause) {
		String kind = " (" + cause.getClass().getSimpleName() + ")";
		return route.proxy().isEmpty() ? new NetworkObstacle("nothing answers there" + kind,
				"let this machine reach it: firewall, private endpoint, network policy; where a proxy alone goes out, set HTTPS_PROXY")
				: new NetworkObstacle("the proxy does not answer" + kind,
						"see that it runs, and that this machine may reach it (in the chart networkPolicy.extraEgress); what is reached without it belongs in NO_PROXY");
	}

	private static @Nullable NetworkObstacle untunneled(HostRoute route, Throwable cause) {
		Matcher tunnel = TUNNEL.matcher(String.valueOf(cause.getMessage()));
		return tunnel.find() ? new NetworkObstacle("the proxy does not let it through (%s)".formatted(tunnel.group(1)),
				"have the proxy allow %s, or name it in NO_PROXY if it is reached without"
					.formatted(route.address().getHost()))
				: null;
	}

	@Override
	public String toString() {
		return this.what + THEREFORE + this.cure;
	}

}
