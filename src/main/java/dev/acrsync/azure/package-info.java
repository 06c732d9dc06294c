/**
 * What is asked of Azure Resource Manager, and what its answers mean.
 */
@ApplicationModule(displayName = "Azure",
		allowedDependencies = { "image", "network", "registry", "settings", "foreign", "pace", "federation", "identity",
				"task" })
@NullMarked
package dev.acrsync.azure;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
