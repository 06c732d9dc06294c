/**
 * What the jar does when it is not to serve: questions, with an exit code for scripts.
 */
@ApplicationModule(displayName = "Command", allowedDependencies = { "doctor", "databaseinspection", "vendorguide" })
@NullMarked
package dev.acrsync.command;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
