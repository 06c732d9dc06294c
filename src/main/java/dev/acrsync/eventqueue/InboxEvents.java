package dev.acrsync.eventqueue;

import dev.acrsync.eventgrid.GridReceiver;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.progress.SetAsideMessages;

/**
 * Where messages go.
 *
 * @param receiver takes those that are events
 * @param setAside takes the others
 */
record InboxEvents(GridReceiver receiver, SetAsideMessages setAside, Ledger ledger) {
}
