/**
 * Tests of the package that talks to Azure, against stand-ins over real sockets.
 */
@NullMarked
package dev.acrsync.azure;

import org.jspecify.annotations.NullMarked;
