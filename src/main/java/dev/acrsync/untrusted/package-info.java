/**
 * Reads what foreign servers answer, no further than it is good for, and makes it fit to
 * be shown.
 */
@ApplicationModule(displayName = "Untrusted", allowedDependencies = "settings")
@NullMarked
package dev.acrsync.untrusted;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
