/**
 * How many events are accepted in a second, and how soon all images are there, beside
 * what the disk, the HTTP server and Azure allow at most. Runs with
 * {@code ./mvnw -P benchmark verify} alone.
 */
@NullMarked
package dev.acrsync.benchmark;

import org.jspecify.annotations.NullMarked;
