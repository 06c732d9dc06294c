/**
 * Tests of what belongs to images.
 */
@NullMarked
package dev.acrsync.referrers;

import org.jspecify.annotations.NullMarked;
