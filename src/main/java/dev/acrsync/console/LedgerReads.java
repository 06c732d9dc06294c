package dev.acrsync.console;

import dev.acrsync.comparisonrecords.PushSightings;
import dev.acrsync.ledgerfigures.ArrivalTimes;
import dev.acrsync.ledgerfigures.Replicas;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.TroubleGroups;
import dev.acrsync.resumption.SetAsideMessages;
import dev.acrsync.resumption.WatchRecords;

import org.springframework.stereotype.Component;

/**
 * What is read of the ledger for a glance.
 */
@Component
record LedgerReads(ImportRecords records, TroubleGroups troubles, SourceCalls calls, PushSightings announcements,
		ArrivalTimes arrivals, Replicas replicas, WatchRecords watches, SetAsideMessages setAside) {
}
