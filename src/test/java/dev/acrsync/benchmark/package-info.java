/**
 * How many events are accepted in a second, and how long that takes, beside what the disk
 * and the HTTP server could do at most. Runs with {@code ./mvnw -P benchmark verify}
 * alone.
 */
@NullMarked
package dev.acrsync.benchmark;

import org.jspecify.annotations.NullMarked;
