package dev.acrsync.breaker;

import java.util.Optional;

import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * Puts together how imports read registries.
 */
@Configuration(proxyBeanMethods = false)
class BreakerConfiguration {

	@Bean
	RegistryBreakers registryBreakers(Settings settings, MeterRegistry meters) {
		return new RegistryBreakers(settings, meters, System::nanoTime);
	}

	/**
	 * For imports alone: a comparison makes no span of what it reads.
	 */
	@Bean
	@Fallback
	GuardedRegistries guardedRegistries(Registries registries, RegistryBreakers breakers, Tracing tracing) {
		return new GuardedRegistries(registries, breakers, Optional.of(tracing));
	}

}
