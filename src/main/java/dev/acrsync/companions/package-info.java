/**
 * Brings along what belongs to an image that is imported, or was before.
 */
@ApplicationModule(displayName = "Companions",
		allowedDependencies = { "aging", "breaker", "copying", "database", "followup", "image", "ledger", "pace",
				"records", "referrers", "registry", "rules", "settings", "task", "tracing" })
@NullMarked
package dev.acrsync.companions;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
