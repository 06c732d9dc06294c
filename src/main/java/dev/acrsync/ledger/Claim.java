package dev.acrsync.ledger;

import java.time.Duration;

import dev.acrsync.records.ImportRecord;

/**
 * The exclusive right to work on one target tag, as long as its lease is renewed.
 *
 * @param record the newest import of that tag
 * @param generation the generation that is worked on; a push that comes meanwhile makes a
 * higher one
 * @param owner who holds the lease, a new name for each claim
 * @param waited for how long this generation was put off by now
 * @param superseded how many older imports of that tag this one took the place of
 * @param urgent whether it goes before what a comparison found
 * @param deaths how often in a row a process ended without a word while it was under way,
 * if it may be the reason
 */
public record Claim(ImportRecord record, long generation, String owner, Duration waited, int superseded, boolean urgent,
		int deaths) {
}
