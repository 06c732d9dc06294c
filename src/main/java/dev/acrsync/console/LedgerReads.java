package dev.acrsync.console;

import dev.acrsync.completeness.PushSightings;
import dev.acrsync.figures.ArrivalTimes;
import dev.acrsync.figures.Replicas;
import dev.acrsync.figures.SourceCalls;
import dev.acrsync.pulls.SetAsideMessages;
import dev.acrsync.pulls.WatchRecords;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.TroubleGroups;

import org.springframework.stereotype.Component;

/**
 * What is read of the ledger for a glance.
 */
@Component
record LedgerReads(ImportRecords records, TroubleGroups troubles, SourceCalls calls, PushSightings announcements,
		ArrivalTimes arrivals, Replicas replicas, WatchRecords watches, SetAsideMessages setAside) {
}
