package dev.acrsync.sandbox;

/**
 * How many requests a registry takes in a minute from one identity. See <a href=
 * "https://learn.microsoft.com/azure/container-registry/container-registry-skus">the
 * limits of each SKU</a>.
 *
 * @param reads of tags, manifests and listings
 * @param referrers listings of referrers
 * @param tokens requests for tokens
 */
public record RegistryQuota(int reads, int referrers, int tokens) {

	/**
	 * Of a Basic or Standard registry.
	 */
	public static final RegistryQuota BASIC = new RegistryQuota(5_000, 250, 10_000);

	/**
	 * Of a Premium registry.
	 */
	public static final RegistryQuota PREMIUM = new RegistryQuota(10_000, 1_000, 20_000);

	int of(TrafficKind kind) {
		return switch (kind) {
			case TAG, MANIFEST, LIST, OTHER -> this.reads;
			case REFERRERS -> this.referrers;
			case TOKEN -> this.tokens;
		};
	}

}
