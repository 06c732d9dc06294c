package dev.acrsync.network;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How a host is reached: directly, or through a proxy.
 *
 * @param address its address, without a path
 * @param proxy host and port of the proxy
 * @param authorization what the proxy is shown, which is secret
 */
public record HostRoute(URI address, Optional<String> proxy, Optional<String> authorization) {

	/**
	 * The header in which a proxy is shown who asks.
	 */
	public static final String AUTHORIZATION = "Proxy-Authorization";

	/** What an answer has that comes of a proxy that wants a login. */
	public static final int LOGIN_WANTED = 407;

	/**
	 * Finds the way to an address.
	 */
	public static HostRoute to(URI address) {
		ProxySelector selector = ProxySelector.getDefault();
		List<Proxy> proxies = (selector != null && address.getHost() != null) ? selector.select(address) : List.of();
		return new HostRoute(URI.create(address.getScheme() + "://" + address.getRawAuthority()),
				proxies.stream()
					.limit(1)
					.filter((it) -> it.type() == Proxy.Type.HTTP)
					.map((it) -> (InetSocketAddress) it.address())
					.map((it) -> it.getHostString() + ":" + it.getPort())
					.findFirst(),
				(selector instanceof EnvironmentProxies own) ? own.authorization(address) : Optional.empty());
	}

	@Override
	public String toString() {
		return this.address + this.proxy.map((it) -> " through the proxy " + it).orElse("");
	}

}
