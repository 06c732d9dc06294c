/**
 * An import as it is tried: what is to be copied where, who copies, and how it ended.
 */
@ApplicationModule(displayName = "Attempt",
		allowedDependencies = { "ledgerfigures", "image", "ledger", "records", "registry", "settings" })
@NullMarked
package dev.acrsync.importtask;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
