/**
 * Reads what was written under the configuration's keys, checks it, and says all that is
 * wrong.
 */
@NullMarked
package dev.acrsync.settings.reading;

import org.jspecify.annotations.NullMarked;
