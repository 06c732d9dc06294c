/**
 * Tests of what is remembered of looks.
 */
@NullMarked
package dev.acrsync.resumption;

import org.jspecify.annotations.NullMarked;
