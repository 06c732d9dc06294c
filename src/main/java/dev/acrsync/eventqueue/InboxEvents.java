package dev.acrsync.eventqueue;

import dev.acrsync.eventgrid.GridReceiver;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.progress.SetAsideMessages;

/**
 * Where messages go.
 *
 * @param receiver takes those that are events
 * @param rateLimits tells when a source has to wait
 * @param setAside takes the others
 */
record InboxEvents(GridReceiver receiver, RateLimits rateLimits, SetAsideMessages setAside, Ledger ledger) {
}
