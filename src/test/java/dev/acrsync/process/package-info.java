/**
 * The packaged jar as operators run it: a process that is configured from outside,
 * killed, stopped and started again.
 */
@NullMarked
package dev.acrsync.process;

import org.jspecify.annotations.NullMarked;
