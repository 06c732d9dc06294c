/**
 * Looks at the newest tags of vendors' registries now and then, for what nobody told of.
 */
@ApplicationModule(displayName = "Watching",
		allowedDependencies = { "storedages", "comparisonrecords", "database", "image", "ledger", "resumption",
				"records", "registry", "rules", "settings", "tracing" })
@NullMarked
package dev.acrsync.watching;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
