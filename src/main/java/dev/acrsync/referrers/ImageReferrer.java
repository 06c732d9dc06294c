package dev.acrsync.referrers;

import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Referrer;

/**
 * One thing at the source that belongs to an image.
 *
 * @param digest its manifest
 * @param tag the tag that says what it belongs to; none where the manifest says so itself
 * @param what its name, for messages
 */
public record ImageReferrer(Digest digest, Optional<Tag> tag, String what) {

	static ImageReferrer of(Referrer referrer) {
		return new ImageReferrer(referrer.digest(), Optional.empty(),
				referrer.artifactType().orElse("what refers to it") + " (" + referrer.digest() + ")");
	}

	static ImageReferrer of(ReferrerTag tag, Digest digest) {
		return new ImageReferrer(digest, Optional.of(tag.tag()), "tag '" + tag.tag() + "' (" + digest + ")");
	}

}
