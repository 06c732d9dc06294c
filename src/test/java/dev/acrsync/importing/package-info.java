/**
 * Steps the worker through everything that Azure and the registries may do.
 */
@NullMarked
package dev.acrsync.importing;

import org.jspecify.annotations.NullMarked;
