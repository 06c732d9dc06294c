/**
 * Tests of the checks' own running.
 */
@NullMarked
package dev.acrsync.doctor;

import org.jspecify.annotations.NullMarked;
