/**
 * Reads registries for imports, but not those that do not answer.
 */
@ApplicationModule(displayName = "Breaker",
		allowedDependencies = { "ledgerfigures", "image", "pace", "records", "registry", "settings", "tracing" })
@NullMarked
package dev.acrsync.breaker;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
