/**
 * What operators see and do.
 */
@ApplicationModule(displayName = "Console",
		allowedDependencies = { "azure", "doctor", "image", "ledger", "ports", "reconcile", "rules", "settings",
				"tracing" })
@NullMarked
package dev.acrsync.console;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
