package dev.acrsync.ledger;

import java.time.Clock;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.DatabaseFiles;
import dev.acrsync.settings.Settings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the ledger on its database.
 */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

	@Bean
	Ledger ledger(HikariDataSource dataSource, NamedParameterJdbcTemplate named, JdbcClient jdbc,
			PlatformTransactionManager transactions, DatabaseFiles files, Settings settings, Clock clock) {
		return Ledger.on(dataSource, named, jdbc, new TransactionTemplate(transactions), files,
				settings.imports().maxDelay(), clock);
	}

	@Bean
	ServedNames servedNames(Ledger ledger, JdbcClient jdbc, Clock clock, HikariDataSource dataSource) {
		return new ServedNames(ledger, jdbc, clock, DatabaseDialect.of(dataSource));
	}

}
