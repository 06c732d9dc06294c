/**
 * Finds what belongs to an image: signatures, SBOMs, attestations.
 */
@ApplicationModule(displayName = "Referrers",
		allowedDependencies = { "database", "resumption", "image", "registry", "rules", "settings", "pace" })
@NullMarked
package dev.acrsync.referrers;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
