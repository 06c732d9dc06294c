/**
 * Who we are to Azure, and the way there.
 */
@ApplicationModule(displayName = "Identity", allowedDependencies = { "untrusted", "network", "registry", "settings" })
@NullMarked
package dev.acrsync.identity;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
