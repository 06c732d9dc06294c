package dev.acrsync.comparisonrecords;

import java.time.Clock;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.SlowReads;
import dev.acrsync.ledger.Ledger;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts what was compared on the ledger's database.
 */
@Configuration(proxyBeanMethods = false)
class ComparisonStoreConfiguration {

	@Bean
	ComparisonRecords checks(Ledger ledger, JdbcClient jdbc, NamedParameterJdbcTemplate named, SlowReads reads,
			Clock clock) {
		return new ComparisonRecords(ledger, jdbc, named, reads, clock);
	}

	@Bean
	PushSightings announcements(Ledger ledger, JdbcClient jdbc, Clock clock) {
		return new PushSightings(ledger, jdbc, clock);
	}

	@Bean
	ReferrerRounds referrerRounds(Ledger ledger, JdbcClient jdbc) {
		return new ReferrerRounds(ledger, jdbc);
	}

	@Bean
	ListingContinuations continuations(Ledger ledger, JdbcClient jdbc) {
		return new ListingContinuations(ledger, jdbc);
	}

	@Bean
	CompletenessSums completeness(JdbcClient jdbc, SlowReads reads, Clock clock) {
		return new CompletenessSums(jdbc, reads, clock);
	}

	@Bean
	ComparisonLease passes(Ledger ledger, HikariDataSource dataSource, JdbcClient jdbc, Clock clock) {
		return new ComparisonLease(ledger, jdbc, clock, DatabaseDialect.of(dataSource));
	}

}
