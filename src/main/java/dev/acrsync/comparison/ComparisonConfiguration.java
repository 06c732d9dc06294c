package dev.acrsync.comparison;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.ListingContinuations;
import dev.acrsync.comparisonrecords.MissedEvents;
import dev.acrsync.comparisonrecords.ReferrerRounds;
import dev.acrsync.inventory.RepositoryScopes;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.Registries;
import dev.acrsync.resumption.KnownManifests;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the reconciler together.
 */
@Configuration(proxyBeanMethods = false)
class ComparisonConfiguration {

	@Bean
	ComparisonRun pass(Settings settings, Registries registries, ComparisonRecords comparisons, ReferrerRounds rounds,
			KnownManifests manifests, ListingContinuations continuations, Clock clock) {
		return pass(settings, comparisons,
				new ReferrerLookFactory(settings, rounds, new ManifestInventory(manifests, true)), continuations, clock,
				new ComparisonRun.ComparisonReading(registries, most(settings, clock), System::nanoTime));
	}

	@Bean
	DryRuns planner(Settings settings, Registries registries, ComparisonRecords comparisons, ReferrerRounds rounds,
			KnownManifests manifests, ListingContinuations continuations, Clock clock) {
		Duration most = most(settings, clock);
		return new DryRuns(pass(settings, comparisons,
				new ReferrerLookFactory(settings, rounds, new ManifestInventory(manifests, false)), continuations,
				clock,
				new ComparisonRun.ComparisonReading(registries,
						(most.compareTo(DryRuns.TIME) < 0) ? most : DryRuns.TIME, System::nanoTime, new Semaphore(1))),
				System::nanoTime);
	}

	private static ComparisonRun pass(Settings settings, ComparisonRecords comparisons, ReferrerLookFactory looks,
			ListingContinuations continuations, Clock clock, ComparisonRun.ComparisonReading reading) {
		return new ComparisonRun(settings, new RepositoryScopes(settings, comparisons, continuations),
				new RepositoryComparer(settings, comparisons, continuations, clock), looks, reading, clock);
	}

	private static Duration most(Settings settings, Clock clock) {
		return ComparisonTimes.most(settings.reconciling().schedule(), clock);
	}

	@Bean
	ComparisonScheduler reconciler(Settings settings, ComparisonLease lease, ComparisonRun run, Ledger ledger,
			ComparisonRecords comparisons, ReferrerRounds rounds, ListingContinuations continuations,
			MissedEvents missed, Clock clock, Tracing tracing) {
		return new ComparisonScheduler(new ComparisonTimes(settings.reconciling().schedule(), clock, System::nanoTime),
				lease, run,
				(owner) -> new ComparisonRecorder(owner, ledger, comparisons, rounds, continuations, clock, tracing),
				missed, clock, System::nanoTime);
	}

}
