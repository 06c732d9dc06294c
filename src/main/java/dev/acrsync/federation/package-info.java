/**
 * Logs in at the tenants of vendors, as the identities that they made for us.
 */
@ApplicationModule(displayName = "Federation", allowedDependencies = { "foreign", "identity", "registry", "settings" })
@NullMarked
package dev.acrsync.federation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
