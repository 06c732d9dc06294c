/**
 * Has Azure copy one manifest, follows it, and proves by the target's digest what came of
 * it.
 */
@ApplicationModule(displayName = "Copying",
		allowedDependencies = { "breaker", "database", "followup", "image", "ledger", "pace", "records", "registry",
				"settings", "task", "tracing" })
@NullMarked
package dev.acrsync.copying;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
