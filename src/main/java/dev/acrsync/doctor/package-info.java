/**
 * Checks the real configuration against the real world, and names the cure.
 */
@ApplicationModule(displayName = "Doctor",
		allowedDependencies = { "arm", "comparisonrecords", "database", "ledgerfigures", "image", "databaseinspection",
				"network", "records", "registry", "rules", "settings", "untrusted", "vendorfederation", "identity",
				"storagequeue" })
@NullMarked
package dev.acrsync.doctor;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
