/**
 * What is counted and noted of the ledger for operators.
 */
@ApplicationModule(displayName = "Figures", allowedDependencies = { "aging", "database", "ledger", "records" })
@NullMarked
package dev.acrsync.figures;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
