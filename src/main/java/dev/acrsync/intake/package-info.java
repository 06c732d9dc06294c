/**
 * Decides what becomes of an event, whichever door it came by, and has it written down.
 */
@ApplicationModule(displayName = "Intake",
		allowedDependencies = { "database", "ledgerfigures", "resumption", "image", "ledger", "logging", "records",
				"rules", "settings", "tracing" })
@NullMarked
package dev.acrsync.intake;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
