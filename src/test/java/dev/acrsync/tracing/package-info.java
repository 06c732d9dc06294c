/**
 * Tests of the traces.
 */
@NullMarked
package dev.acrsync.tracing;

import org.jspecify.annotations.NullMarked;
