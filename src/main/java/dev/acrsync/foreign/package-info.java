/**
 * Reads what foreign servers answer, no further than it is good for, and makes it fit to
 * be shown.
 */
@ApplicationModule(displayName = "Foreign", allowedDependencies = "settings")
@NullMarked
package dev.acrsync.foreign;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
