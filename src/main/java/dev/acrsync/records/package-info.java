/**
 * What is written down of imports and comparisons, and how it is read: never by who waits
 * for the writer.
 */
@ApplicationModule(displayName = "Records", allowedDependencies = { "database", "image", "tracing" })
@NullMarked
package dev.acrsync.records;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
