/**
 * How much is asked of a registry or of Azure at a time, and whose turn it is.
 */
@ApplicationModule(displayName = "Pace", allowedDependencies = { "image", "settings" })
@NullMarked
package dev.acrsync.pace;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
