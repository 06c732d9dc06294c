/**
 * What is gone on with later, by whichever process: operations of Azure, and images whose
 * signatures may follow.
 */
@ApplicationModule(displayName = "Progress",
		allowedDependencies = { "storedages", "database", "image", "ledger", "records" })
@NullMarked
package dev.acrsync.resumption;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
