/**
 * Reads what repositories have, for a comparison and at its pace.
 */
@ApplicationModule(displayName = "Inventory",
		allowedDependencies = { "comparisonrecords", "image", "referrers", "registry", "rules", "settings", "pace" })
@NullMarked
package dev.acrsync.inventory;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
