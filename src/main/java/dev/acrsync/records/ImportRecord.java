package dev.acrsync.records;

/**
 * One import as the ledger holds it.
 *
 * @param id its id; later imports have greater ids
 * @param push what was pushed
 * @param target where it goes
 * @param progress where it stands
 */
public record ImportRecord(String id, Push push, TargetImage target, ImportProgress progress) {
}
