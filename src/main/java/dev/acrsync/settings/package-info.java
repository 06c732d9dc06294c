/**
 * What the operator configured; after it was checked once the types are the proof.
 */
@ApplicationModule(displayName = "Settings", allowedDependencies = { "image", "network", "rules" })
@NullMarked
package dev.acrsync.settings;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
