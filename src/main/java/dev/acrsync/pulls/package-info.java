/**
 * Remembers how far sources are known that are looked at, instead of telling.
 */
@ApplicationModule(displayName = "Pulls", allowedDependencies = { "aging", "database", "image", "ledger", "records" })
@NullMarked
package dev.acrsync.pulls;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
