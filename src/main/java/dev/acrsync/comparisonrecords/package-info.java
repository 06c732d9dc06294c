/**
 * What was compared, and what it proves: knows the database, and asks no registry.
 */
@ApplicationModule(displayName = "Completeness",
		allowedDependencies = { "storedages", "database", "image", "ledger", "ledgerfigures", "records", "rules",
				"settings" })
@NullMarked
package dev.acrsync.comparisonrecords;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
