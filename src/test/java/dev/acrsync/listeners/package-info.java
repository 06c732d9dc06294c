/**
 * Tests of what is answered at the ports where nothing else answers.
 */
@NullMarked
package dev.acrsync.listeners;

import org.jspecify.annotations.NullMarked;
