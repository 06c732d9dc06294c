/**
 * Tests of reading queues.
 */
@NullMarked
package dev.acrsync.eventqueue;

import org.jspecify.annotations.NullMarked;
