package dev.acrsync.comparison;

import dev.acrsync.completeness.ReferrerRounds;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Begins the looks at what refers to the images of sources.
 */
final class ReferrerLookFactory {

	/**
	 * How often a comparison may ask a source what refers to something: five minutes at
	 * its pace.
	 */
	static final int MOST = 600;

	private final Settings settings;

	private final ReferrerRounds rounds;

	private final ManifestInventory inventory;

	ReferrerLookFactory(Settings settings, ReferrerRounds rounds, ManifestInventory inventory) {
		this.settings = settings;
		this.rounds = rounds;
		this.inventory = inventory;
	}

	/**
	 * Begins where the last one has stopped.
	 */
	ReferrerLook begin(Source source, PacedRegistries registries) {
		return new ReferrerLook(this.settings, registries, source, this.rounds.position(source.name()), MOST,
				this.inventory);
	}

}
