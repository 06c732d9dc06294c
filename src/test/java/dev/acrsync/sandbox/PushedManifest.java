package dev.acrsync.sandbox;

import java.util.Optional;

/**
 * A manifest that came into a registry.
 *
 * @param host the registry's login server
 * @param repository the repository
 * @param tag the tag; none if it was pushed by digest
 * @param manifest the manifest
 */
public record PushedManifest(String host, String repository, Optional<String> tag, StoredManifest manifest) {
}
