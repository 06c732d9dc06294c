package dev.acrsync.sandbox;

import java.util.ArrayList;
import java.util.List;

import dev.acrsync.image.Digest;

/**
 * Images for one platform and for several, with none, one or more of what may belong to
 * them.
 */
public final class SignedImages {

	/**
	 * The artifact type of a signature.
	 */
	public static final String SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";

	/**
	 * The artifact type of an SBOM.
	 */
	public static final String SBOM = "application/spdx+json";

	private SignedImages() {
	}

	/**
	 * Puts so many into a repository without telling anybody, as tags {@code v0},
	 * {@code v1} and so on.
	 */
	public static List<Digest> put(StandInRegistry registry, String repository, int count) {
		List<Digest> images = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			StoredManifest platform = StoredManifest.named("linux " + i);
			StoredManifest image = StoredManifest.named("image " + i);
			if (i % 3 == 0) {
				Digest attestation = registry.put(repository, StoredManifest.named("attestation " + i));
				image = StoredManifest.index(attestation, registry.put(repository, platform));
			}
			images.add(registry.put(repository, "v" + i, image));
			if (i % 2 == 0) {
				registry.put(repository, StoredManifest.referring("signature " + i, image.digest(), SIGNATURE));
			}
			if (i % 4 == 0) {
				Digest sbom = registry.put(repository, StoredManifest.referring("sbom " + i, image.digest(), SBOM));
				registry.put(repository, StoredManifest.referring("signature of sbom " + i, sbom, SIGNATURE));
			}
			if (i % 5 == 0) {
				registry.put(repository, StoredManifest.referring("by its configuration " + i, image.digest(), ""));
			}
			if (i % 6 == 0) {
				registry.put(repository, StoredManifest.referring("sbom of linux " + i, platform.digest(), SBOM));
			}
		}
		return images;
	}

}
