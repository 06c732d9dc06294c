/**
 * Shows what the door answers, over real sockets.
 */
@NullMarked
package dev.acrsync.webhook;

import org.jspecify.annotations.NullMarked;
