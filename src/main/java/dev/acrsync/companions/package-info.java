/**
 * Brings along what belongs to an image that is imported, or was before.
 */
@ApplicationModule(displayName = "Companions",
		allowedDependencies = { "storedages", "breaker", "copyoperation", "database", "resumption", "image", "ledger",
				"pace", "records", "referrers", "registry", "rules", "settings", "importtask", "tracing" })
@NullMarked
package dev.acrsync.companions;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
