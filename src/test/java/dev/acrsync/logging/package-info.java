/**
 * Tests of what reaches the log.
 */
@NullMarked
package dev.acrsync.logging;

import org.jspecify.annotations.NullMarked;
