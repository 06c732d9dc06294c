package dev.acrsync.image;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host of a registry, for an Azure Container Registry its login server, such as
 * {@code contoso.azurecr.io}. Kept in lower case; a port is kept unless it is 443.
 *
 * @param value host, and port where it is not the usual one
 */
public record RegistryHost(String value) {

	/**
	 * What a registry host looks like, for messages.
	 */
	public static final String GRAMMAR = "a host name such as 'contoso.azurecr.io', without a scheme or a path";

	private static final int MAX_LENGTH = 255;

	private static final int MAX_PORT = 65_535;

	private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";

	private static final Pattern HOST = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+(?::([1-9][0-9]{0,4}))?");

	/**
	 * Takes a host in any case.
	 * @throws IllegalArgumentException if it is not a host; the message does not repeat
	 * it
	 */
	public RegistryHost {
		// Before the lower case, which makes a plain k of the Kelvin sign.
		if (!isHost(value)) {
			throw new IllegalArgumentException("a registry is " + GRAMMAR);
		}
		value = value.toLowerCase(Locale.ROOT);
		if (value.endsWith(":443")) {
			value = value.substring(0, value.length() - ":443".length());
		}
	}

	private static boolean isHost(String value) {
		if (value.length() > MAX_LENGTH) {
			return false;
		}
		Matcher host = HOST.matcher(value);
		return host.matches() && (host.group(1) == null || Integer.parseInt(host.group(1)) <= MAX_PORT);
	}

	/**
	 * Tells whether an image is in it, however that goes on after its registry.
	 */
	public boolean holds(String image) {
		return image.startsWith(this.value + "/");
	}

	/**
	 * Returns the name that an Azure Container Registry has at Azure, by which its login
	 * server begins.
	 */
	public String resourceName() {
		return this.value.replaceFirst("\\..*", "");
	}

	@Override
	public String toString() {
		return this.value;
	}

}
