package dev.acrsync.comparisonrecords;

import java.time.Clock;
import java.time.Duration;

import dev.acrsync.database.RepeatedStep;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what tells of completeness.
 */
@Configuration(proxyBeanMethods = false)
class CompletenessConfiguration {

	@Bean
	MissedEvents missedEvents(PushSightings sightings, SourceCalls calls, Settings settings, MeterRegistry meters) {
		return new MissedEvents(sightings, calls, settings, meters);
	}

	@Bean
	CompletenessReports reports(Settings settings, CompletenessSums completeness, ListingContinuations continuations,
			Clock clock) {
		return new CompletenessReports(settings, completeness, continuations, clock);
	}

	@Bean
	CompletenessMetrics completenessMetrics(CompletenessReports reports, ComparisonLease lease, Settings settings) {
		return new CompletenessMetrics(reports, lease, settings);
	}

	@Bean
	RepeatedStep keptCompleteness(CompletenessMetrics metrics) {
		return new RepeatedStep("completeness", Duration.ofSeconds(5), metrics::keep);
	}

}
