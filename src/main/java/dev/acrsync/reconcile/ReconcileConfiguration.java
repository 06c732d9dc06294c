package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import dev.acrsync.ledger.Announcements;
import dev.acrsync.ledger.Checks;
import dev.acrsync.ledger.Completeness;
import dev.acrsync.ledger.Continuations;
import dev.acrsync.ledger.KnownManifests;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Passes;
import dev.acrsync.ledger.ReferrerRounds;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the reconciler together.
 */
@Configuration(proxyBeanMethods = false)
class ReconcileConfiguration {

	@Bean
	Pass pass(Settings settings, Registries registries, Checks checks, ReferrerRounds rounds, KnownManifests manifests,
			Continuations continuations, Clock clock) {
		return pass(settings, checks, new ReferrerLooks(settings, rounds, new ManifestInventory(manifests, true)),
				continuations, clock, new Pass.Reading(registries, most(settings, clock), System::nanoTime));
	}

	@Bean
	Planner planner(Settings settings, Registries registries, Checks checks, ReferrerRounds rounds,
			KnownManifests manifests, Continuations continuations, Clock clock) {
		Duration most = most(settings, clock);
		return new Planner(pass(
				settings, checks, new ReferrerLooks(settings, rounds, new ManifestInventory(manifests, false)),
				continuations, clock, new Pass.Reading(registries,
						(most.compareTo(Planner.TIME) < 0) ? most : Planner.TIME, System::nanoTime, new Semaphore(1))),
				System::nanoTime);
	}

	private static Pass pass(Settings settings, Checks checks, ReferrerLooks looks, Continuations continuations,
			Clock clock, Pass.Reading reading) {
		return new Pass(settings, new Scopes(settings, checks, continuations),
				new RepositoryCheck(settings, checks, continuations, clock), looks, reading, clock);
	}

	private static Duration most(Settings settings, Clock clock) {
		return PassTimes.most(settings.reconciling().schedule(), clock);
	}

	@Bean
	MissedEvents missedEvents(Announcements announcements, Settings settings, MeterRegistry meters) {
		return new MissedEvents(announcements, settings, meters);
	}

	@Bean
	Reports reports(Settings settings, Completeness completeness, Continuations continuations, Clock clock) {
		return new Reports(settings, completeness, continuations, clock);
	}

	@Bean
	CompletenessMetrics completenessMetrics(Reports reports, Passes passes, Settings settings, Clock clock) {
		return new CompletenessMetrics(reports, passes, settings, clock);
	}

	@Bean
	Reconciler reconciler(Settings settings, Passes passes, Pass pass, Ledger ledger, Checks checks,
			ReferrerRounds rounds, Continuations continuations, MissedEvents missed, Clock clock, Tracing tracing) {
		return new Reconciler(new PassTimes(settings.reconciling().schedule(), clock, System::nanoTime), passes, pass,
				(owner) -> new Recording(owner, ledger, checks, rounds, continuations, clock, tracing), missed, clock,
				System::nanoTime);
	}

}
