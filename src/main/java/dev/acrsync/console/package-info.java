/**
 * What operators see and do.
 */
@ApplicationModule(displayName = "Console", allowedDependencies = { "image", "ledger", "ports", "tracing" })
@NullMarked
package dev.acrsync.console;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
