/**
 * Looks at the database from outside, whether the service runs on it or not.
 */
@ApplicationModule(displayName = "Database check",
		allowedDependencies = { "clock", "completeness", "database", "ledger", "records" })
@NullMarked
package dev.acrsync.databasecheck;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
