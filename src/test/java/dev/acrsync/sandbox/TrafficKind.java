package dev.acrsync.sandbox;

import java.util.Locale;

/**
 * What a registry is asked for.
 */
public enum TrafficKind {

	/**
	 * What a tag points to.
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
	 * What refers to a manifest.
	 */
	REFERRERS,

	/**
	 * A token.
	 */
	TOKEN,

	/**
	 * Anything else, such as a blob.
	 */
	OTHER;

	/**
	 * Returns it as metrics and tables write it.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	static TrafficKind of(StandInRequest request) {
		String path = request.path();
		if (path.startsWith("/oauth2/")) {
			return TOKEN;
		}
		if (path.matches("/v2/_catalog|/acr/v1/_catalog|/v2/.+/tags/list|/acr/v1/.+/(_tags|_manifests)")) {
			return LIST;
		}
		if (path.matches("/v2/.+/referrers/[^/]+")) {
			return REFERRERS;
		}
		if (path.matches("/v2/.+/manifests/[^/]+|/acr/v1/.+/(_tags|_manifests)/[^/]+")) {
			return path.contains(":") ? MANIFEST : TAG;
		}
		return OTHER;
	}

}
