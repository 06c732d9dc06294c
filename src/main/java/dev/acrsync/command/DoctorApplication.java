package dev.acrsync.command;

import java.time.Clock;

import dev.acrsync.databaseinspection.ClosedDatabaseConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * As much of the service as can look and can do nothing: no listener, no ledger, no
 * worker. No configuration that the service itself would find.
 */
@ComponentScan({ "dev.acrsync.settings", "dev.acrsync.registry", "dev.acrsync.pace", "dev.acrsync.identity",
		"dev.acrsync.vendorfederation", "dev.acrsync.arm", "dev.acrsync.storagequeue", "dev.acrsync.doctor" })
@Import(ClosedDatabaseConfiguration.class)
class DoctorApplication {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	MeterRegistry meterRegistry() {
		return new SimpleMeterRegistry();
	}

}
