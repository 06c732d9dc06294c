/**
 * Tests of the page for vendors.
 */
@NullMarked
package dev.acrsync.vendorguide;

import org.jspecify.annotations.NullMarked;
