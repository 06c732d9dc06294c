/**
 * The only package that talks to Azure: identity and ARM.
 */
@ApplicationModule(displayName = "Azure",
		allowedDependencies = { "image", "importing", "registry", "settings", "network" })
@NullMarked
package dev.acrsync.azure;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
