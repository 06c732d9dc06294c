/**
 * The page that a vendor is sent: what it has to do, with this customer's values.
 */
@ApplicationModule(displayName = "Vendor", allowedDependencies = { "azure", "image", "registry", "rules", "settings" })
@NullMarked
package dev.acrsync.vendor;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
