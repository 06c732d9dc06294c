package dev.acrsync.settings;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a queue of an Azure Storage account is.
 *
 * @param url its URL, without anything that opens it
 */
public record QueueAddress(URI url) {

	/** Where nothing tells one account from another, its name is part of the path. */
	private static final Pattern PATH = Pattern.compile("(?:/[a-z0-9]{3,24})?/([a-z0-9](?:-?[a-z0-9]){2,62})/?");

	private static final Pattern ADDRESS = Pattern.compile("[a-z0-9.]*[0-9]|localhost|\\[.*]");

	/**
	 * Reads an address.
	 * @throws IllegalArgumentException if it is none
	 */
	public static QueueAddress parse(String written) {
		URI url = URI.create(written);
		if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null
				|| url.getRawQuery() != null || url.getRawFragment() != null
				|| !PATH.matcher(String.valueOf(url.getRawPath())).matches()) {
			throw new IllegalArgumentException(
					"a queue is at https://<account>.queue.core.windows.net/<queue>, without a query or a signature");
		}
		return new QueueAddress(URI.create(written.replaceFirst("/$", "")));
	}

	/**
	 * Returns the queue's name.
	 */
	public String name() {
		Matcher path = PATH.matcher(this.url.getRawPath());
		return path.matches() ? path.group(1) : "";
	}

	/**
	 * Returns the account's name.
	 */
	public String account() {
		String host = this.url.getHost();
		return ADDRESS.matcher(host).matches() ? this.url.getRawPath().split("/")[1] : host.replaceFirst("\\..*", "");
	}

	@Override
	public String toString() {
		return this.url.toString();
	}

}
