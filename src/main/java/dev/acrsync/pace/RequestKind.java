package dev.acrsync.pace;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.acrsync.settings.RegistryUse;

/**
 * What a registry is asked for, as it counts requests, and as metrics show them.
 */
public enum RequestKind {

	/**
	 * What a tag points to, or whether a repository or a tag is locked.
	 */
	TAG,

	/**
	 * A manifest by its digest.
	 */
	MANIFEST,

	/**
	 * A page of repositories, tags or manifests.
	 */
	LIST,

	/**
	 * A page of what refers to a manifest.
	 */
	REFERRERS,

	/**
	 * A token.
	 */
	TOKEN;

	private static final Pattern LISTS = Pattern
		.compile("/v2/_catalog|/acr/v1/_catalog|/v2/.+/tags/list|/acr/v1/.+/(_tags|_manifests)");

	private static final Pattern REFERRERS_OF = Pattern.compile("/v2/.+/referrers/[^/]+");

	private static final Pattern API = Pattern.compile("/(v2|acr/v1)/.+");

	public static RequestKind of(URI address) {
		String path = address.getPath();
		if (!API.matcher(path).matches()) {
			return TOKEN;
		}
		if (LISTS.matcher(path).matches()) {
			return LIST;
		}
		if (REFERRERS_OF.matcher(path).matches()) {
			return REFERRERS;
		}
		return (path.indexOf(':') < 0) ? TAG : MANIFEST;
	}

	/**
	 * Returns how many of them, and of their like, a registry takes in a minute.
	 */
	int most(RegistryUse use) {
		return (this == REFERRERS) ? use.referrers() : use.reads();
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
