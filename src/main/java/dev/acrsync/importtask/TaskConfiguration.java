package dev.acrsync.importtask;

import dev.acrsync.ledgerfigures.ArrivalTimes;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Counts how imports end.
 */
@Configuration(proxyBeanMethods = false)
class TaskConfiguration {

	@Bean
	ImportMetrics importMetrics(MeterRegistry meters, Settings settings, ArrivalTimes arrivals) {
		return new ImportMetrics(meters, settings, arrivals::arrived);
	}

}
