/**
 * An import as it is tried: what is to be copied where, who copies, and how it ended.
 */
@ApplicationModule(displayName = "Task",
		allowedDependencies = { "figures", "image", "ledger", "records", "registry", "settings" })
@NullMarked
package dev.acrsync.task;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
