/**
 * Brings each due tag up to date.
 */
@ApplicationModule(displayName = "Importing",
		allowedDependencies = { "image", "rules", "settings", "ledger", "registry", "referrers", "tracing", "logging" })
@NullMarked
package dev.acrsync.importing;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
