package dev.acrsync.reconcile;

import java.time.Clock;

import dev.acrsync.ledger.Announcements;
import dev.acrsync.ledger.Checks;
import dev.acrsync.ledger.Completeness;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Passes;
import dev.acrsync.ledger.ReferrerRounds;
import dev.acrsync.registry.Pause;
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
	Pass pass(Settings settings, Registries registries, Checks checks, ReferrerRounds rounds, Clock clock,
			Pause pause) {
		PacedRegistries paced = new PacedRegistries(registries, new Pacer(clock, pause));
		return new Pass(settings, new Scopes(settings, paced, checks),
				new RepositoryCheck(settings, paced, checks, clock), new ReferrerLooks(settings, paced, rounds), clock);
	}

	@Bean
	MissedEvents missedEvents(Announcements announcements, Settings settings, MeterRegistry meters) {
		return new MissedEvents(announcements, settings, meters);
	}

	@Bean
	Reports reports(Settings settings, Completeness completeness, Clock clock) {
		return new Reports(settings, completeness, clock);
	}

	@Bean
	CompletenessMetrics completenessMetrics(Reports reports, Passes passes, Settings settings, Clock clock) {
		return new CompletenessMetrics(reports, passes, settings, clock);
	}

	@Bean
	Reconciler reconciler(Settings settings, Passes passes, Pass pass, Ledger ledger, Checks checks,
			ReferrerRounds rounds, MissedEvents missed, Clock clock, Tracing tracing) {
		return new Reconciler(settings.reconciling().schedule(), passes, pass,
				(owner) -> new Recording(owner, ledger, checks, rounds, clock, tracing), missed, clock);
	}

}
