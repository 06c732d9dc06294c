package dev.acrsync.reconcile;

import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.settings.Source;

/**
 * The repositories of a source that are compared.
 *
 * @param source the source
 * @param rules a fingerprint of what it is compared by
 * @param repositories their names
 * @param gap why there may be others, if there may
 */
record Scope(Source source, String rules, Set<RepositoryName> repositories, Optional<String> gap) {
}
