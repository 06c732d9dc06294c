package dev.acrsync.console;

import dev.acrsync.ledger.ArrivalTimes;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.PushSightings;
import dev.acrsync.ledger.Replicas;
import dev.acrsync.ledger.SourceCalls;
import dev.acrsync.ledger.TroubleGroups;

import org.springframework.stereotype.Component;

/**
 * What is read of the ledger for a glance.
 */
@Component
record LedgerReads(ImportRecords records, TroubleGroups troubles, SourceCalls calls, PushSightings announcements,
		ArrivalTimes arrivals, Replicas replicas) {
}
