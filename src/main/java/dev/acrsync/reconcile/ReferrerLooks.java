package dev.acrsync.reconcile;

import dev.acrsync.ledger.ReferrerRounds;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Begins the looks at what refers to the images of sources.
 */
final class ReferrerLooks {

	/**
	 * How many images a pass may look at: five minutes at its pace.
	 */
	static final int MOST = 600;

	private final Settings settings;

	private final PacedRegistries registries;

	private final ReferrerRounds rounds;

	ReferrerLooks(Settings settings, PacedRegistries registries, ReferrerRounds rounds) {
		this.settings = settings;
		this.registries = registries;
		this.rounds = rounds;
	}

	/**
	 * Begins where the last one has stopped.
	 * @param allowed how many images it may look at
	 */
	ReferrerLook begin(Source source, int allowed) {
		return new ReferrerLook(this.settings, this.registries, source, this.rounds.position(source.name()), allowed);
	}

}
