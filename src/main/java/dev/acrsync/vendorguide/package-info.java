/**
 * The page that a vendor is sent: what it has to do, with this customer's values.
 */
@ApplicationModule(displayName = "Vendor page",
		allowedDependencies = { "image", "registry", "rules", "settings", "vendorfederation" })
@NullMarked
package dev.acrsync.vendorguide;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
