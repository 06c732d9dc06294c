package dev.acrsync.registry;

/**
 * The registry says that there is no such thing: no such tag, manifest or repository, or
 * nothing that refers to the subject.
 */
public record Absent() implements TagReading, ListingResult, ManifestReading {
}
