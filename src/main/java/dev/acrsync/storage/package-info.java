/**
 * Asks queues of Azure Storage.
 */
@ApplicationModule(displayName = "Storage", allowedDependencies = { "foreign", "network", "registry", "settings" })
@NullMarked
package dev.acrsync.storage;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
