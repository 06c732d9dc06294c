/**
 * The ways out to registries, Azure and a collector: through which proxy, and whose
 * certificates are trusted there. They are the whole process's, so that each library goes
 * the same way.
 */
@ApplicationModule(displayName = "Network", allowedDependencies = {})
@NullMarked
package dev.acrsync.network;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
