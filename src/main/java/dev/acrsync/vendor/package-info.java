/**
 * The page that a vendor is sent: what it has to do, with this customer's values.
 */
@ApplicationModule(displayName = "Vendor",
		allowedDependencies = { "image", "registry", "rules", "settings", "federation" })
@NullMarked
package dev.acrsync.vendor;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
