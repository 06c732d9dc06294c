/**
 * Tests of the package that talks to Azure, against stand-ins over real sockets.
 */
@NullMarked
package dev.acrsync.arm;

import org.jspecify.annotations.NullMarked;
