package dev.acrsync.storedages;

import java.time.Clock;

import dev.acrsync.database.RepeatedStep;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.settings.Settings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells how old things are, and removes what is too old.
 */
@Configuration(proxyBeanMethods = false)
class AgingConfiguration {

	@Bean
	StoredAges storedAges(Ledger ledger, JdbcClient jdbc, Clock clock) {
		ClockPeriods periods = new ClockPeriods(ledger, jdbc);
		return new StoredAges(clock, System::nanoTime, periods.read(), periods::keep);
	}

	@Bean
	RepeatedStep retention(Ledger ledger, Settings settings, StoredAges ages) {
		return new RepeatedStep("retention", Retention.INTERVAL,
				new Retention(ledger, settings.retention(), ages)::step);
	}

}
