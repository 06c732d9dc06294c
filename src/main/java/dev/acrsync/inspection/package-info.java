/**
 * Looks at the database from outside, whether the service runs on it or not.
 */
@ApplicationModule(displayName = "Inspection",
		allowedDependencies = { "aging", "completeness", "database", "ledger", "records" })
@NullMarked
package dev.acrsync.inspection;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
