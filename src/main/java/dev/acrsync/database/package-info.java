/**
 * How the ledger's database, SQLite or PostgreSQL, is opened, watched over, written and
 * read.
 */
@ApplicationModule(displayName = "Database", allowedDependencies = "settings")
@NullMarked
package dev.acrsync.database;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
