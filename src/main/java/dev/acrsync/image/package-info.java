/**
 * The vocabulary: names, tags and digests that cannot hold anything ungrammatical.
 */
@ApplicationModule(displayName = "Image", allowedDependencies = {})
@NullMarked
package dev.acrsync.image;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
