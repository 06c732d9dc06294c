package dev.acrsync.records;

import javax.sql.DataSource;

import dev.acrsync.database.SlowReads;

import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets others read what is written down.
 */
@Configuration(proxyBeanMethods = false)
class RecordsConfiguration {

	@Bean
	ImportRecords importRecords(DataSource dataSource, SlowReads reads, FlywayMigrationInitializer migrated) {
		return new ImportRecords(JdbcClient.create(dataSource), reads);
	}

	@Bean
	ImageSearch imageSearch(JdbcClient jdbc, SlowReads reads) {
		return new ImageSearch(jdbc, reads);
	}

	@Bean
	TroubleGroups troubles(JdbcClient jdbc, SlowReads reads) {
		return new TroubleGroups(jdbc, reads);
	}

}
