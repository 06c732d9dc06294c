package dev.acrsync.comparison;

import java.util.Optional;

import dev.acrsync.comparisonrecords.ReferrerRounds;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.inventory.RepositoryScope;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.settings.Settings;

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
	 * Begins where the last one has stopped. Where that is in repositories that are not
	 * compared now, it looks at nothing: nobody would come back to what is between.
	 */
	ReferrerLook begin(RepositoryScope scope, PacedRegistries registries) {
		Optional<ReferrerRounds.RoundPosition> after = this.rounds.position(scope.source().name());
		boolean before = scope.begins()
			.filter((name) -> after.filter((it) -> it.repository().compareTo(name) >= 0).isEmpty())
			.isPresent();
		return new ReferrerLook(this.settings, registries, scope.source(), after, before ? 0 : MOST, this.inventory);
	}

}
