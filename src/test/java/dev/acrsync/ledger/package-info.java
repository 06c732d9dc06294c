/**
 * Proves the ledger on real databases.
 */
@NullMarked
package dev.acrsync.ledger;

import org.jspecify.annotations.NullMarked;
