/**
 * Tests of asking Azure Storage.
 */
@NullMarked
package dev.acrsync.storagequeue;

import org.jspecify.annotations.NullMarked;
