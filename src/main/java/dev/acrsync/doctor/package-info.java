/**
 * Checks the real configuration against the real world, and names the cure.
 */
@ApplicationModule(displayName = "Doctor",
		allowedDependencies = { "azure", "completeness", "database", "figures", "image", "inspection", "network",
				"records", "registry", "rules", "settings", "foreign", "federation", "identity", "storage" })
@NullMarked
package dev.acrsync.doctor;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
