package dev.acrsync.sandbox;

import java.time.Instant;
import java.util.Map;

import dev.acrsync.image.Digest;

/**
 * What a registry knows of a tag.
 *
 * @param tag the tag
 * @param digest the manifest it points to
 * @param updatedAt when it was last set
 * @param writable whether it may be set again
 */
record TagState(String tag, Digest digest, Instant updatedAt, boolean writable) {

	TagState locked() {
		return new TagState(this.tag, this.digest, this.updatedAt, false);
	}

	/**
	 * Returns it as ACR's own API writes it.
	 */
	Map<String, Object> json() {
		return Map.of("name", this.tag, "digest", this.digest.value(), "createdTime", this.updatedAt.toString(),
				"lastUpdateTime", this.updatedAt.toString(), "signed", false, "changeableAttributes",
				attributes(this.writable));
	}

	static Map<String, Boolean> attributes(boolean writable) {
		return Map.of("deleteEnabled", writable, "writeEnabled", writable, "readEnabled", true, "listEnabled", true);
	}

}
