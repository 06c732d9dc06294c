package dev.acrsync.pace;

import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Says how requests to registries are put off, and counted.
 */
@Configuration(proxyBeanMethods = false)
class PaceConfiguration {

	@Bean
	Pause pause() {
		return Thread::sleep;
	}

	@Bean
	RegistryRequests registryRequests(MeterRegistry meters, Settings settings) {
		return new RegistryRequests(meters, settings);
	}

}
