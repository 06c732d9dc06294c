/**
 * Decides what is imported, and where to.
 */
@ApplicationModule(displayName = "Rules", allowedDependencies = "image")
@NullMarked
package dev.acrsync.rules;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
