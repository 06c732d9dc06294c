/**
 * Asks registries for tags, digests and listings.
 */
@NullMarked
package dev.acrsync.registry.client;

import org.jspecify.annotations.NullMarked;
