/**
 * Where a push event comes in.
 */
@ApplicationModule(displayName = "Webhook",
		allowedDependencies = { "intake", "settings", "records", "tracing", "listeners", "eventgrid" })
@NullMarked
package dev.acrsync.webhook;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
