/**
 * Tests of reading queues.
 */
@NullMarked
package dev.acrsync.inbox;

import org.jspecify.annotations.NullMarked;
