package dev.acrsync.settings;

/**
 * How the registries are compared.
 *
 * @param schedule when a pass begins
 */
public record ComparisonSettings(Schedule schedule) {
}
