/**
 * Reads registries for imports, but not those that do not answer.
 */
@ApplicationModule(displayName = "Breaker",
		allowedDependencies = { "figures", "image", "pace", "records", "registry", "settings", "tracing" })
@NullMarked
package dev.acrsync.breaker;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
