package dev.acrsync.benchmark;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;

/**
 * What is posted.
 */
final class PostedEvents {

	static final String SECRET = "the-secret-of-the-benchmark";

	static final String REGISTRY = "contoso.azurecr.io";

	static final String TARGET = "customer.azurecr.io";

	private PostedEvents() {
	}

	static String push(String repository, String tag) {
		return AcrEvents.push(REGISTRY, repository, tag, new Digest("sha256:" + "5b".repeat(32))).toString();
	}

}
