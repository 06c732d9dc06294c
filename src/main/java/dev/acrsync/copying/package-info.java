/**
 * Has Azure copy one manifest, follows it, and proves by the target's digest what came of
 * it.
 */
@ApplicationModule(displayName = "Copying",
		allowedDependencies = { "breaker", "database", "progress", "image", "ledger", "pace", "records", "registry",
				"settings", "attempt", "tracing" })
@NullMarked
package dev.acrsync.copying;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
