package dev.acrsync.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that are asked without a proxy, as the variable {@code NO_PROXY} lists them:
 * a name with all below it, an address, a range of addresses such as {@code 10.0.0.0/8},
 * or {@code *}, each with a port or without.
 *
 * @param entries what is listed
 */
record DirectHosts(List<String> entries) {

	static DirectHosts parse(String written) {
		return new DirectHosts(Arrays.stream(written.toLowerCase(Locale.ROOT).split("[,\\s]+"))
			.filter((entry) -> !entry.isEmpty())
			.toList());
	}

	/**
	 * Tells whether a host is asked directly. This machine and what is on its link always
	 * are: no proxy is there, or knows them.
	 */
	boolean have(String host, int port) {
		String name = bare(host.toLowerCase(Locale.ROOT));
		return isNear(name) || this.entries.stream().anyMatch((entry) -> matches(entry, name, port));
	}

	private static boolean isNear(String name) {
		if (!isAddress(name)) {
			return name.equals("localhost") || name.endsWith(".localhost");
		}
		InetAddress address = InetAddress.ofLiteral(name);
		return address.isLoopbackAddress() || address.isLinkLocalAddress();
	}

	private static boolean matches(String entry, String name, int port) {
		String ofPort = ":" + port;
		String host = (entry.endsWith(ofPort) && !isAddress(entry))
				? entry.substring(0, entry.length() - ofPort.length()) : entry;
		if (host.equals("*") || bare(host).equals(name)) {
			return true;
		}
		if (isAddress(name)) {
			return host.indexOf('/') > 0 && isWithin(host, InetAddress.ofLiteral(name));
		}
		return name.endsWith("." + host.replaceFirst("^\\*?\\.", ""));
	}

	private static boolean isWithin(String range, InetAddress address) {
		String[] parts = range.split("/", 2);
		if (!isAddress(parts[0]) || !parts[1].matches("[0-9]{1,3}")) {
			return false;
		}
		byte[] network = InetAddress.ofLiteral(parts[0]).getAddress();
		byte[] asked = address.getAddress();
		int ignored = network.length * Byte.SIZE - Integer.parseInt(parts[1]);
		return network.length == asked.length && ignored >= 0
				&& new BigInteger(network).shiftRight(ignored).equals(new BigInteger(asked).shiftRight(ignored));
	}

	private static String bare(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	private static boolean isAddress(String text) {
		try {
			InetAddress.ofLiteral(text);
			return true;
		}
		catch (IllegalArgumentException _) {
			return false;
		}
	}

}
