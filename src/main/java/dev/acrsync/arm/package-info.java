/**
 * What is asked of Azure Resource Manager, and what its answers mean.
 */
@ApplicationModule(displayName = "Resource Manager",
		allowedDependencies = { "image", "network", "registry", "settings", "untrusted", "pace", "vendorfederation",
				"identity", "importtask" })
@NullMarked
package dev.acrsync.arm;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
