/**
 * The whole service in a sandbox, in one situation after the other.
 */
@NullMarked
package dev.acrsync.scenario;

import org.jspecify.annotations.NullMarked;
