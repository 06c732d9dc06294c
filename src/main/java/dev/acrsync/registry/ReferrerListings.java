package dev.acrsync.registry;

import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.settings.RegistryAccess;

/**
 * Lists what belongs to a manifest.
 */
public interface ReferrerListings {

	/**
	 * Visits what refers to a manifest, page by page: by the <a href=
	 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers">referrers
	 * API</a>, or by the tag that stands in for it.
	 */
	ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor);

	/**
	 * Visits the manifests of an image's platforms. What is for no platform, such as an
	 * attestation, is left out. An image for one platform alone has none: that is absent.
	 */
	ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor);

}
