/**
 * Tests of the comparison.
 */
@NullMarked
package dev.acrsync.reconcile;

import org.jspecify.annotations.NullMarked;
