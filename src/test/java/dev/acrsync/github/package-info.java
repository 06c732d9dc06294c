/**
 * Reads the workflows that build and release this service.
 */
@NullMarked
package dev.acrsync.github;

import org.jspecify.annotations.NullMarked;
