/**
 * What is counted and noted of the ledger for operators.
 */
@ApplicationModule(displayName = "Ledger figures",
		allowedDependencies = { "storedages", "database", "ledger", "records" })
@NullMarked
package dev.acrsync.ledgerfigures;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
