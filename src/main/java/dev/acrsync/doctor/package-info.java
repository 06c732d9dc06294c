/**
 * Checks the real configuration against the real world, and names the cure.
 */
@ApplicationModule(displayName = "Doctor",
		allowedDependencies = { "image", "rules", "settings", "registry", "azure", "ledger", "network" })
@NullMarked
package dev.acrsync.doctor;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
