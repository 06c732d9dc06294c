/**
 * Logs in at the tenants of vendors, as the identities that they made for us.
 */
@ApplicationModule(displayName = "Vendor login",
		allowedDependencies = { "untrusted", "identity", "registry", "settings" })
@NullMarked
package dev.acrsync.vendorfederation;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
