package dev.acrsync.image;

import java.util.List;
import java.util.Optional;

/**
 * What a manifest names of others, which never changes as long as it has its digest.
 *
 * @param subject what it refers to
 * @param artifactType what it is to that, where that is said
 * @param platforms the manifests for its platforms, if it is an image for several
 */
public record ManifestLinks(Optional<Digest> subject, Optional<String> artifactType, List<Digest> platforms) {

	/**
	 * Takes them.
	 */
	public ManifestLinks {
		platforms = List.copyOf(platforms);
	}

}
