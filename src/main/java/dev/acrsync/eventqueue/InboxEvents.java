package dev.acrsync.eventqueue;

import dev.acrsync.eventgrid.GridReceiver;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.progress.MessageTrials;
import dev.acrsync.progress.SetAsideMessages;

/**
 * Where messages go.
 *
 * @param receiver takes those that are events
 * @param rateLimits tells when a source has to wait
 * @param setAside takes the others
 * @param trials remembers those under which the process may go
 */
record InboxEvents(GridReceiver receiver, RateLimits rateLimits, SetAsideMessages setAside, MessageTrials trials,
		Ledger ledger) {
}
