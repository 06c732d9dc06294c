/**
 * Finds what no event told of: asks registries, and knows no database.
 */
@ApplicationModule(displayName = "Comparison",
		allowedDependencies = { "comparisonrecords", "database", "resumption", "image", "inventory", "ledger",
				"listeners", "records", "referrers", "registry", "rules", "settings", "tracing" })
@NullMarked
package dev.acrsync.comparison;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
