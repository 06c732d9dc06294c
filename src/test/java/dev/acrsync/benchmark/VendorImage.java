package dev.acrsync.benchmark;

import java.util.Optional;

import dev.acrsync.image.Digest;

/**
 * An image that waits at the vendor's registry.
 *
 * @param repository its repository
 * @param tag its tag
 * @param digest its digest
 * @param signature what refers to it
 */
record VendorImage(String repository, String tag, Digest digest, Optional<Digest> signature) {

	/**
	 * Returns it as an import names it.
	 */
	String source() {
		return this.repository + "@" + this.digest;
	}

	/**
	 * Returns its signature as an import names it.
	 */
	Optional<String> signatureSource() {
		return this.signature.map((found) -> this.repository + "@" + found);
	}

}
