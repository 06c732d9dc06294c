/**
 * Checks the real configuration against the real world, and names the cure.
 */
@ApplicationModule(displayName = "Doctor",
		allowedDependencies = { "arm", "completeness", "database", "ledgerfigures", "image", "databasecheck", "network",
				"records", "registry", "rules", "settings", "untrusted", "vendorlogin", "identity", "storagequeue" })
@NullMarked
package dev.acrsync.doctor;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
