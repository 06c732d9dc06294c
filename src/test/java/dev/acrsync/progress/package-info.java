/**
 * Tests of what is remembered of looks.
 */
@NullMarked
package dev.acrsync.progress;

import org.jspecify.annotations.NullMarked;
