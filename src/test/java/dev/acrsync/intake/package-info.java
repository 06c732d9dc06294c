/**
 * Shows what the door answers, over real sockets.
 */
@NullMarked
package dev.acrsync.intake;

import org.jspecify.annotations.NullMarked;
