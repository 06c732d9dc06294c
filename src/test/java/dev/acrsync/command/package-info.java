/**
 * Tests of what the jar does when it is not to serve.
 */
@NullMarked
package dev.acrsync.command;

import org.jspecify.annotations.NullMarked;
