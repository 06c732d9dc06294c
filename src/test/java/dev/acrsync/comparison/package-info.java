/**
 * Tests of the comparison.
 */
@NullMarked
package dev.acrsync.comparison;

import org.jspecify.annotations.NullMarked;
