/**
 * Finds what belongs to an image: signatures, SBOMs, attestations.
 */
@ApplicationModule(displayName = "Referrers",
		allowedDependencies = { "image", "rules", "settings", "ledger", "registry" })
@NullMarked
package dev.acrsync.referrers;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
