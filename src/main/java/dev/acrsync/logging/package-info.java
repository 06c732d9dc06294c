/**
 * Keeps the lines of the log short, secrets out of them, and strangers from filling it.
 */
@ApplicationModule(displayName = "Logging", allowedDependencies = { "network", "settings" })
@NullMarked
package dev.acrsync.logging;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
