/**
 * What operators see and do.
 */
@ApplicationModule(displayName = "Console",
		allowedDependencies = { "azure", "image", "ledger", "ports", "reconcile", "settings", "tracing" })
@NullMarked
package dev.acrsync.console;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
