/**
 * Asks queues of Azure Storage.
 */
@ApplicationModule(displayName = "Storage queue",
		allowedDependencies = { "untrusted", "network", "registry", "settings" })
@NullMarked
package dev.acrsync.storagequeue;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
