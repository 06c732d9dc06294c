package dev.acrsync.arm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Azure Resource Manager's own address, the only one that may see our token.
 *
 * @param endpoint its base URL
 */
record ArmAuthority(URI endpoint) {

	/**
	 * As long as a ledger takes; Azure's have some 3,700 characters.
	 */
	static final int MAX_LOCATION = 8 * 1024;

	private static final int HTTPS_PORT = 443;

	/**
	 * Returns the address that a location names, if it is one of Azure Resource
	 * Manager's.
	 */
	Optional<URI> own(String location) {
		if (location.length() > MAX_LOCATION) {
			return Optional.empty();
		}
		try {
			URI resolved = this.endpoint.resolve("/").resolve(new URI(location));
			return isOwn(resolved) ? Optional.of(resolved) : Optional.empty();
		}
		catch (URISyntaxException _) {
			return Optional.empty();
		}
	}

	private boolean isOwn(URI uri) {
		return "https".equalsIgnoreCase(uri.getScheme()) && this.endpoint.getHost().equalsIgnoreCase(uri.getHost())
				&& port(this.endpoint) == port(uri) && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
	}

	private static int port(URI uri) {
		return (uri.getPort() != -1) ? uri.getPort() : HTTPS_PORT;
	}

}
