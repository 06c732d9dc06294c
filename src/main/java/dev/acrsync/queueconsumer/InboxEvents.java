package dev.acrsync.queueconsumer;

import dev.acrsync.eventgrid.GridMessageHandler;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.resumption.MessageTrials;
import dev.acrsync.resumption.SetAsideMessages;

/**
 * Where messages go.
 *
 * @param receiver takes those that are events
 * @param rateLimits tells when a source has to wait
 * @param setAside takes the others
 * @param trials remembers those under which the process may go
 */
record InboxEvents(GridMessageHandler receiver, RateLimits rateLimits, SetAsideMessages setAside, MessageTrials trials,
		Ledger ledger) {
}
