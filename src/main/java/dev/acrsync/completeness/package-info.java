/**
 * What was compared, and what it proves: knows the database, and asks no registry.
 */
@ApplicationModule(displayName = "Completeness",
		allowedDependencies = { "clock", "database", "image", "ledger", "ledgerfigures", "records", "rules",
				"settings" })
@NullMarked
package dev.acrsync.completeness;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
