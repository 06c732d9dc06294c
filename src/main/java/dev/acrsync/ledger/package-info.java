/**
 * The durable record of every accepted push, and of the work that is due.
 */
@ApplicationModule(displayName = "Ledger",
		allowedDependencies = { "database", "image", "records", "settings", "tracing" })
@NullMarked
package dev.acrsync.ledger;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
