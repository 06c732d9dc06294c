/**
 * Finds what no event told of, and proves what is complete.
 */
@ApplicationModule(displayName = "Reconcile",
		allowedDependencies = { "image", "settings", "rules", "ledger", "registry", "referrers", "ports", "tracing" })
@NullMarked
package dev.acrsync.reconcile;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
