package dev.acrsync.resumption;

import java.time.Clock;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.ledger.Ledger;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts what is remembered of looks on the ledger's database.
 */
@Configuration(proxyBeanMethods = false)
class ResumptionConfiguration {

	@Bean
	SetAsideMessages setAsideMessages(Ledger ledger, JdbcClient jdbc, Clock clock) {
		return new SetAsideMessages(ledger, jdbc, clock);
	}

	@Bean
	MessageTrials messageTrials(Ledger ledger, JdbcClient jdbc, Clock clock) {
		return new MessageTrials(ledger, jdbc, clock);
	}

	@Bean
	WatchRecords watchRecords(Ledger ledger, HikariDataSource dataSource, JdbcClient jdbc, Clock clock) {
		return new WatchRecords(ledger, jdbc, clock, DatabaseDialect.of(dataSource));
	}

}
