/**
 * What operators see and do.
 */
@ApplicationModule(displayName = "Console",
		allowedDependencies = { "comparison", "completeness", "database", "doctor", "ledgerfigures", "progress",
				"image", "ledger", "listeners", "records", "rules", "settings", "tracing", "identity" })
@NullMarked
package dev.acrsync.console;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
