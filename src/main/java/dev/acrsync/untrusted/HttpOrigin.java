package dev.acrsync.untrusted;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

import dev.acrsync.settings.RegistryAccess;

/**
 * Where credentials may go to: scheme, host and port of an address.
 *
 * @param scheme https, or http
 * @param host the host, in lower case
 * @param port the port, the usual one where the address names none
 */
public record HttpOrigin(String scheme, String host, int port) {

	/**
	 * Returns the origin of an address, or nothing if it has none, or hides it behind a
	 * user name.
	 */
	static Optional<HttpOrigin> of(URI address) {
		if (address.getScheme() == null || address.getHost() == null || address.getRawUserInfo() != null) {
			return Optional.empty();
		}
		String scheme = address.getScheme().toLowerCase(Locale.ROOT);
		int usual = scheme.equals("https") ? 443 : 80;
		int port = (address.getPort() != -1) ? address.getPort() : usual;
		return Optional.of(new HttpOrigin(scheme, address.getHost().toLowerCase(Locale.ROOT), port));
	}

	/**
	 * Tells whether an address is the registry's own: its endpoint's, or https at its
	 * host.
	 */
	public static boolean isOwn(RegistryAccess registry, URI address) {
		Optional<HttpOrigin> origin = of(address);
		return origin.isPresent() && (origin.equals(of(registry.endpoint()))
				|| origin.equals(of(URI.create("https://" + registry.host()))));
	}

}
