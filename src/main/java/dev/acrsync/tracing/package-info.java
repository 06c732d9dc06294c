/**
 * Makes the spans of one trace, from the vendor's push to the verified image, where a
 * collector is configured.
 */
@ApplicationModule(displayName = "Tracing", allowedDependencies = {})
@NullMarked
package dev.acrsync.tracing;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
