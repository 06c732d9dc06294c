package dev.acrsync.resumption;

import java.time.Clock;

import dev.acrsync.ledger.Ledger;
import dev.acrsync.storedages.StoredAges;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts together what is to be gone on with.
 */
@Configuration(proxyBeanMethods = false)
class FollowUpConfiguration {

	@Bean
	OperationRecords operationRecords(Ledger ledger, JdbcClient jdbc, StoredAges ages, Clock clock) {
		return new OperationRecords(ledger, jdbc, ages, clock);
	}

	@Bean
	FollowUps followUps(Ledger ledger, JdbcClient jdbc, Clock clock) {
		return new FollowUps(ledger, jdbc, clock);
	}

	@Bean
	KnownManifests knownManifests(Ledger ledger, JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
		return new KnownManifests(ledger, jdbc, batches);
	}

}
