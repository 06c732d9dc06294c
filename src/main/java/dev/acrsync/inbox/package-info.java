/**
 * Reads the queues into which Event Grid puts vendors' events.
 */
@ApplicationModule(displayName = "Inbox",
		allowedDependencies = { "database", "eventgrid", "foreign", "intake", "ledger", "pulls", "records", "registry",
				"settings", "storage" })
@NullMarked
package dev.acrsync.inbox;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
