package dev.acrsync.command;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * As much of the service as knows what a vendor has to know.
 */
@ComponentScan({ "dev.acrsync.settings", "dev.acrsync.registry", "dev.acrsync.pace", "dev.acrsync.identity",
		"dev.acrsync.vendorfederation", "dev.acrsync.vendorguide" })
class VendorApplication {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	MeterRegistry meterRegistry() {
		return new SimpleMeterRegistry();
	}

}
