package dev.acrsync.databaseinspection;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.ledger.Ledger;
import org.flywaydb.core.Flyway;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets the running service look at its database.
 */
@Configuration(proxyBeanMethods = false)
class InspectionConfiguration {

	@Bean
	DatabaseInspection databaseInspection(Ledger ledger, HikariDataSource dataSource, Flyway flyway) {
		return new OpenDatabase(ledger, dataSource, flyway);
	}

}
