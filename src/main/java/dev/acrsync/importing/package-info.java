/**
 * Claims what is due, brings each tag up to date, and writes down what came of it.
 */
@ApplicationModule(displayName = "Importing",
		allowedDependencies = { "aging", "completeness", "database", "figures", "followup", "image", "ledger",
				"logging", "records", "referrers", "registry", "rules", "settings", "tracing", "pace" })
@NullMarked
package dev.acrsync.importing;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
