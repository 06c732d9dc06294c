/**
 * How old what is stored is, whoever has set the clock since, and what is removed for its
 * age.
 */
@ApplicationModule(displayName = "Clock", allowedDependencies = { "database", "ledger", "records", "settings" })
@NullMarked
package dev.acrsync.storedages;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
