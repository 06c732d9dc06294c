/**
 * Tests of the ways out.
 */
@NullMarked
package dev.acrsync.network;

import org.jspecify.annotations.NullMarked;
