/**
 * Reads messages of Event Grid, and answers each of their events as its outcome tells.
 */
@ApplicationModule(displayName = "Event Grid",
		allowedDependencies = { "image", "intake", "ledger", "records", "settings" })
@NullMarked
package dev.acrsync.eventgrid;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
