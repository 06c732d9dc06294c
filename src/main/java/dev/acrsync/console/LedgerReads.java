package dev.acrsync.console;

import dev.acrsync.ledger.Announcements;
import dev.acrsync.ledger.ArrivalTimes;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.Replicas;
import dev.acrsync.ledger.SourceCalls;
import dev.acrsync.ledger.Troubles;

import org.springframework.stereotype.Component;

/**
 * What is read of the ledger for a glance.
 */
@Component
record LedgerReads(ImportRecords records, Troubles troubles, SourceCalls calls, Announcements announcements,
		ArrivalTimes arrivals, Replicas replicas) {
}
