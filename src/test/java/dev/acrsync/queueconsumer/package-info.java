/**
 * Tests of reading queues.
 */
@NullMarked
package dev.acrsync.queueconsumer;

import org.jspecify.annotations.NullMarked;
