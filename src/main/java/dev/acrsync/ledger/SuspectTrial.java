package dev.acrsync.ledger;

import java.time.Duration;

/**
 * Which of the work is taken up that was under way when a process ended without a word.
 *
 * @param overdue for how long it has to have been due
 * @param deaths how often that has happened to what is tried now; anything else is taken
 * up only while none is tried
 * @param atOnce how many may be tried at once
 */
public record SuspectTrial(Duration overdue, int deaths, int atOnce) {
}
