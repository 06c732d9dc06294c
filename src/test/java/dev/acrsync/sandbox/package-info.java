/**
 * Stand-ins for everything that the service talks to, over real sockets of this machine.
 */
@NullMarked
package dev.acrsync.sandbox;

import org.jspecify.annotations.NullMarked;
