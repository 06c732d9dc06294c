/**
 * One request to a registry, and what came of it.
 */
@NullMarked
package dev.acrsync.registry.exchange;

import org.jspecify.annotations.NullMarked;
