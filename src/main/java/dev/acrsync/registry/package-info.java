/**
 * Reads registries: tags and digests.
 */
@ApplicationModule(displayName = "Registry", allowedDependencies = { "image", "settings", "network" })
@NullMarked
package dev.acrsync.registry;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
