/**
 * Where a push event comes in.
 */
@ApplicationModule(displayName = "Webhook",
		allowedDependencies = { "database", "figures", "followup", "image", "ledger", "logging", "ports", "records",
				"rules", "settings", "tracing" })
@NullMarked
package dev.acrsync.webhook;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
