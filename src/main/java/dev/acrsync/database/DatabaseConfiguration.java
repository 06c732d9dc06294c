package dev.acrsync.database;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.settings.Settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Opens the database: an embedded one, or PostgreSQL.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	@Bean
	DatabaseLock databaseLock(DataSourceProperties properties, Settings checkedBeforeAnyFileIsMade) {
		String url = properties.determineUrl();
		return DatabaseLock.take(DatabaseDialect.of(url).file(url));
	}

	@Bean
	@ConfigurationProperties("spring.datasource.hikari")
	HikariDataSource dataSource(DataSourceProperties properties, DatabaseLock taken) {
		DatabaseDialect dialect = DatabaseDialect.of(properties.determineUrl());
		HikariDataSource dataSource = properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
		dialect.prepare(dataSource);
		return dataSource;
	}

	/**
	 * A migration may take longer than a statement of the service ever does, and is not
	 * ended as one that hangs.
	 */
	@Bean(defaultCandidate = false)
	@FlywayDataSource
	DataSource migrationDataSource(DataSourceProperties properties, DatabaseLock taken) {
		SimpleDriverDataSource dataSource = properties.initializeDataSourceBuilder()
			.type(SimpleDriverDataSource.class)
			.build();
		if (DatabaseDialect.of(properties.determineUrl()).isShared()) {
			dataSource.setConnectionProperties(PostgresDriver.defaults(properties.determineUrl()));
		}
		return dataSource;
	}

	/**
	 * A release does not know what a newer one has written, and does not touch it.
	 */
	@Bean
	FlywayMigrationStrategy migrateWhatIsKnown() {
		return (flyway) -> {
			DatabaseSchema.of(flyway).requireKnown();
			flyway.migrate();
		};
	}

	@Bean
	DatabaseFiles databaseFiles(HikariDataSource dataSource, JdbcClient jdbc, FlywayMigrationInitializer migrated,
			DatabaseLock lock) {
		DatabaseDialect dialect = DatabaseDialect.of(dataSource);
		dialect.requireDurable(jdbc);
		dialect.requireReadable(jdbc);
		return DatabaseFiles.watch(dialect.file(String.valueOf(dataSource.getJdbcUrl())), lock);
	}

	@Bean
	SlowReads longReads() {
		return new SlowReads();
	}

}
