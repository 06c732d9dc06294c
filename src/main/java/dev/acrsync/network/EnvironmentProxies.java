package dev.acrsync.network;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Sends https through the proxy of the environment, and all else as Java would. A
 * machine's own identity endpoint speaks http, and is asked directly.
 */
final class EnvironmentProxies extends ProxySelector {

	private static final int HTTPS = 443;

	private final ProxyAddress proxy;

	private final DirectHosts direct;

	private final @Nullable ProxySelector javas;

	EnvironmentProxies(ProxyAddress proxy, DirectHosts direct, @Nullable ProxySelector javas) {
		this.proxy = proxy;
		this.direct = direct;
		this.javas = (javas instanceof EnvironmentProxies before) ? before.javas : javas;
	}

	/**
	 * Returns a selector for an environment that names a proxy.
	 * @throws IllegalArgumentException if it names it wrongly
	 */
	static Optional<EnvironmentProxies> of(Map<String, String> environment, @Nullable ProxySelector javas) {
		return ProxyAddress.written(environment)
			.map((written) -> new EnvironmentProxies(ProxyAddress.parse(written),
					DirectHosts.parse(ProxyAddress.variable(environment, "NO_PROXY").orElse("")), javas));
	}

	boolean hasAuthorization() {
		return this.proxy.authorization().isPresent();
	}

	Optional<String> authorization(URI address) {
		return isProxied(address) ? this.proxy.authorization() : Optional.empty();
	}

	private boolean isProxied(URI address) {
		return "https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null
				&& !this.direct.have(address.getHost(), (address.getPort() > 0) ? address.getPort() : HTTPS);
	}

	@Override
	public List<Proxy> select(URI uri) {
		if (isProxied(uri)) {
			return List.of(this.proxy.proxy());
		}
		return (this.javas != null) ? this.javas.select(uri) : List.of(Proxy.NO_PROXY);
	}

	@Override
	public void connectFailed(URI uri, SocketAddress address, IOException failure) {
		// There is no other proxy to try.
	}

}
