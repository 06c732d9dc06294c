/**
 * What operators see and do.
 */
@ApplicationModule(displayName = "Console",
		allowedDependencies = { "comparison", "comparisonrecords", "database", "doctor", "ledgerfigures", "resumption",
				"image", "ledger", "listeners", "records", "rules", "settings", "tracing", "identity" })
@NullMarked
package dev.acrsync.console;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
