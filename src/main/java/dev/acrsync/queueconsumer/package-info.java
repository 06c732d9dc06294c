/**
 * Reads the queues into which Event Grid puts vendors' events.
 */
@ApplicationModule(displayName = "Event queue",
		allowedDependencies = { "database", "eventgrid", "untrusted", "intake", "ledger", "resumption", "records",
				"registry", "settings", "storagequeue" })
@NullMarked
package dev.acrsync.queueconsumer;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
