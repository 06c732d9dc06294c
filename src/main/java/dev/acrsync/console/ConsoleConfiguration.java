package dev.acrsync.console;

import java.time.Clock;
import java.time.Duration;

import dev.acrsync.comparison.ReconcileEndpoint;
import dev.acrsync.comparisonrecords.CompletenessReports;
import dev.acrsync.database.RepeatedStep;
import dev.acrsync.database.SharedReading;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Puts together what operators look at.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

	@Bean
	SharedReading<StatusDocument> currentStatus(Settings settings, LedgerReads ledger, CompletenessReports reports,
			ReconcileEndpoint comparison, Ledger writes, ApplicationAvailability availability, MeterRegistry meters,
			Environment environment, Clock clock) {
		StatusReader reader = new StatusReader(settings, ledger, reports, comparison,
				new ReplicaMeters(meters, environment), () -> PushReadiness.look(writes, availability), clock);
		// That all is there is not told after it was true.
		return new SharedReading<>(reader::read, (status) -> !status.complete(), Duration.ofMillis(300),
				System::nanoTime);
	}

	@Bean
	RepeatedStep keptStatus(SharedReading<StatusDocument> status) {
		return new RepeatedStep("status", Duration.ofSeconds(5), status::keep);
	}

}
