package dev.acrsync.settings;

/**
 * A registry of ours that images are imported into.
 *
 * @param name its key under {@code acr-sync.targets}
 * @param resourceId the registry that ARM is asked to import into
 * @param registry its data plane, which proves what arrived
 */
public record Target(String name, ResourceId resourceId, RegistryAccess registry) {
}
