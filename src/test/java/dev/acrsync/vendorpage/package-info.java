/**
 * Tests of the page for vendors.
 */
@NullMarked
package dev.acrsync.vendorpage;

import org.jspecify.annotations.NullMarked;
