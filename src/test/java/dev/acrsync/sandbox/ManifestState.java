package dev.acrsync.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a registry knows of a manifest.
 *
 * @param manifest the manifest
 * @param pushedAt when it came
 * @param tags the tags that point to it
 * @param writable whether it may be written again
 */
record ManifestState(StoredManifest manifest, Instant pushedAt, List<String> tags, boolean writable) {

	String digest() {
		return this.manifest.digest().value();
	}

	/**
	 * Returns it as ACR's own API writes it, which tells neither its artifact type nor
	 * what it refers to.
	 */
	Map<String, Object> json() {
		return Map.of("digest", digest(), "imageSize", this.manifest.bytes().length, "createdTime",
				this.pushedAt.toString(), "lastUpdateTime", this.pushedAt.toString(), "mediaType",
				this.manifest.mediaType(), "tags", this.tags, "changeableAttributes",
				TagState.attributes(this.writable));
	}

}
