package dev.acrsync.storagequeue;

import java.time.Instant;
import java.util.Optional;

/**
 * What waits in a queue.
 *
 * @param messages about how many
 * @param oldest when the oldest of them came
 */
public record QueueBacklog(long messages, Optional<Instant> oldest) {
}
