/**
 * Shows that a wrong configuration is told, and a right one understood.
 */
@NullMarked
package dev.acrsync.settings;

import org.jspecify.annotations.NullMarked;
