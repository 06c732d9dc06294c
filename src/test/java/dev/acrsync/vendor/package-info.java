/**
 * Tests of the page for vendors.
 */
@NullMarked
package dev.acrsync.vendor;

import org.jspecify.annotations.NullMarked;
