/**
 * Where a push event comes in.
 */
@ApplicationModule(displayName = "Webhook",
		allowedDependencies = { "image", "settings", "rules", "ledger", "tracing", "ports", "logging" })
@NullMarked
package dev.acrsync.webhook;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
