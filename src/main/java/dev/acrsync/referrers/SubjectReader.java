package dev.acrsync.referrers;

import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.TagReading;

/**
 * Reads one repository of a source for whoever looks for what belongs to an image.
 */
public interface SubjectReader {

	/**
	 * Visits the manifests of an image's platforms.
	 */
	ListingResult platforms(Digest image, Consumer<Digest> visitor);

	/**
	 * Visits what refers to a manifest.
	 */
	ListingResult referrers(Digest subject, Consumer<Referrer> visitor);

	/**
	 * Asks for one of cosign's tags; absent where those are found otherwise.
	 */
	TagReading tag(ReferrerTag tag);

}
