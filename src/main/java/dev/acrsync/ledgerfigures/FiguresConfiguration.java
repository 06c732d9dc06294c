package dev.acrsync.ledgerfigures;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.RepeatedStep;
import dev.acrsync.database.SlowReads;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.storedages.StoredAges;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts together what operators are told of the ledger.
 */
@Configuration(proxyBeanMethods = false)
class FiguresConfiguration {

	@Bean
	QueueMetrics queueMetrics(ImportRecords records, StoredAges ages, Clock clock) {
		return new QueueMetrics(records, ages, clock, QueueMetrics.PATIENCE, System::nanoTime);
	}

	@Bean
	RepeatedStep keptQueue(QueueMetrics metrics) {
		return new RepeatedStep("queue", Duration.ofSeconds(5), metrics::keep);
	}

	@Bean
	LedgerMetrics ledgerMetrics(Ledger ledger, HikariDataSource dataSource, JdbcClient jdbc) {
		return new LedgerMetrics(ledger, jdbc,
				DatabaseDialect.of(dataSource).file(String.valueOf(dataSource.getJdbcUrl())));
	}

	@Bean
	SourceCalls sourceCalls(JdbcClient jdbc, Clock clock) {
		return new SourceCalls(jdbc, clock);
	}

	@Bean
	ArrivalTimes arrivalTimes(JdbcClient jdbc, SlowReads reads, Clock clock) {
		return new ArrivalTimes(jdbc, reads, clock);
	}

	@Bean
	ImportTries importTries(JdbcClient jdbc, SlowReads reads, Clock clock) {
		return new ImportTries(jdbc, reads, clock);
	}

	@Bean
	Replicas replicas(JdbcClient jdbc, SlowReads reads, Clock clock) {
		String version = Replicas.class.getPackage().getImplementationVersion();
		return new Replicas(jdbc, reads, clock, System::nanoTime, (version != null) ? version : "unpackaged");
	}

	@Bean
	RepeatedStep figureWriter(Ledger ledger, JdbcClient jdbc, List<NotedFigures> figures) {
		return new RepeatedStep("figures", FigureWriter.INTERVAL, new FigureWriter(ledger, jdbc, figures)::write);
	}

}
