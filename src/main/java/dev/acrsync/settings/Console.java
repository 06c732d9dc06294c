package dev.acrsync.settings;

import java.util.Set;

/**
 * What operators look at.
 *
 * @param hosts further names under which browsers reach it
 */
public record Console(Set<String> hosts) {
}
