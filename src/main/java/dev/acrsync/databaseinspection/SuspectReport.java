package dev.acrsync.databaseinspection;

import java.time.Instant;

/**
 * Work that was under way when a process ended without a word, and that may have been
 * why.
 *
 * @param what it was, in words
 * @param deaths how often in a row that has happened
 * @param nextAt before when it is not tried again
 */
public record SuspectReport(String what, int deaths, Instant nextAt) {
}
