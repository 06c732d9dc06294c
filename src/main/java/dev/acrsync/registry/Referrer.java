package dev.acrsync.registry;

import java.util.Optional;

import dev.acrsync.image.Digest;

/**
 * A manifest that refers to another one: a signature, an SBOM, an attestation.
 *
 * @param digest its digest
 * @param artifactType what it is, where that is said
 */
public record Referrer(Digest digest, Optional<String> artifactType) {
}
