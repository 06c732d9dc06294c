/**
 * Looks at the newest tags of vendors' registries now and then, for what nobody told of.
 */
@ApplicationModule(displayName = "Watch",
		allowedDependencies = { "completeness", "database", "image", "ledger", "pulls", "records", "registry", "rules",
				"settings", "tracing" })
@NullMarked
package dev.acrsync.watch;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
