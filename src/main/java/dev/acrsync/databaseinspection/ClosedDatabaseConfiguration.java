package dev.acrsync.databaseinspection;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Lets a process that does not serve look at the configured database. To be imported; the
 * service itself has its own.
 */
@EnableConfigurationProperties(DataSourceProperties.class)
public class ClosedDatabaseConfiguration {

	@Bean
	HikariDataSource dataSource(DataSourceProperties properties, Environment environment) {
		HikariDataSource dataSource = properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
		Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(dataSource));
		return dataSource;
	}

	@Bean
	DatabaseInspection databaseInspection(HikariDataSource dataSource) {
		return new ClosedDatabase(dataSource);
	}

}
