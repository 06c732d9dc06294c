package dev.acrsync.watching;

import java.time.Clock;

import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.PushSightings;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.registry.Registries;
import dev.acrsync.resumption.WatchRecords;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the watching together.
 */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

	@Bean
	WatchReporter watchReporter(Settings settings, WatchRecords records, MeterRegistry meters) {
		return new WatchReporter(settings, records, meters, System::nanoTime);
	}

	@Bean
	SourceWatches sourceWatches(Settings settings, WatchRecords records, Registries registries,
			ComparisonRecords comparisons, Ledger ledger, PushSightings sightings, WatchReporter reporter,
			Tracing tracing, Clock clock) {
		PushRecorder recorder = new PushRecorder(settings, ledger, sightings, tracing, clock);
		return new SourceWatches(settings,
				() -> new SourceWatch(records, new WatchedNames(settings, registries, comparisons, System::nanoTime),
						registries, recorder, clock, System::nanoTime),
				reporter);
	}

}
