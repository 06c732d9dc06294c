/**
 * Tests of asking Azure Storage.
 */
@NullMarked
package dev.acrsync.storage;

import org.jspecify.annotations.NullMarked;
