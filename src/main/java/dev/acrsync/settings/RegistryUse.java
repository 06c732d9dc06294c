package dev.acrsync.settings;

/**
 * What a registry is configured as, and how much it takes from us.
 *
 * @param role whether it is a vendor's, or ours
 * @param name its key under {@code acr-sync.sources} or {@code acr-sync.targets}
 * @param reads requests a minute that it takes from one identity, but for
 * @param referrers listings of what refers to a manifest
 */
public record RegistryUse(RegistryRole role, String name, int reads, int referrers) {

	private static final int READS = 5_000;

	private static final int REFERRERS = 250;

	/**
	 * A registry of which it is not written how much it takes: as much as Azure documents
	 * for its smaller tiers.
	 */
	public RegistryUse(RegistryRole role, String name) {
		this(role, name, READS, REFERRERS);
	}

	/**
	 * Which end of an import a registry is.
	 */
	public enum RegistryRole {

		/**
		 * Images are imported from it.
		 */
		SOURCE,

		/**
		 * Images are imported into it.
		 */
		TARGET

	}

}
