/**
 * Looks at the database from outside, whether the service runs on it or not.
 */
@ApplicationModule(displayName = "Database check",
		allowedDependencies = { "storedages", "comparisonrecords", "database", "ledger", "records" })
@NullMarked
package dev.acrsync.databaseinspection;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
