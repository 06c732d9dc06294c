/**
 * What the operator configured, checked once at the start; after that the types are the
 * proof.
 */
@ApplicationModule(displayName = "Settings", allowedDependencies = { "image", "rules", "network" })
@NullMarked
package dev.acrsync.settings;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
