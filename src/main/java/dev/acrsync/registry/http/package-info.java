/**
 * One request to a registry, and what came of it.
 */
@NullMarked
package dev.acrsync.registry.http;

import org.jspecify.annotations.NullMarked;
