package dev.acrsync.eventgrid;

import java.util.Map;
import java.util.Optional;

/**
 * What became of a message of Event Grid. All of it is decided, and on disk where
 * something follows from it.
 *
 * @param events how many it held
 * @param outcomes how many of them had which outcome, as the log and the metrics name it;
 * {@code invalid} and {@code too-large} where it could not be read
 * @param validationCode what Event Grid wants to have repeated, if it asks whether its
 * events are wanted
 */
public record MessageReceipt(int events, Map<String, Integer> outcomes, Optional<String> validationCode) {
}
