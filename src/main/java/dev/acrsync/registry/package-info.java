/**
 * What is to be known of a registry, and what it says: tags, digests, listings.
 */
@ApplicationModule(displayName = "Registry",
		allowedDependencies = { "image", "network", "settings", "untrusted", "pace" })
@NullMarked
package dev.acrsync.registry;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
