package dev.acrsync.ledger;

import java.time.Clock;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.settings.Settings;
import org.flywaydb.core.Flyway;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the ledger on its database: an embedded one, or PostgreSQL.
 */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

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
	Ledger ledger(HikariDataSource dataSource, NamedParameterJdbcTemplate named, JdbcClient jdbc,
			PlatformTransactionManager transactions, DatabaseFiles files, Settings settings, Clock clock) {
		return Ledger.on(dataSource, named, jdbc, new TransactionTemplate(transactions), files,
				settings.imports().maxDelay(), clock);
	}

	@Bean
	ServedNames servedNames(Ledger ledger, JdbcClient jdbc, Clock clock, HikariDataSource dataSource) {
		return new ServedNames(ledger, jdbc, clock, DatabaseDialect.of(dataSource));
	}

	@Bean
	DatabaseInspection databaseInspection(Ledger ledger, HikariDataSource dataSource, Flyway flyway) {
		return new OpenDatabase(ledger, dataSource, flyway);
	}

	@Bean
	SlowReads longReads() {
		return new SlowReads();
	}

	@Bean
	ImportRecords importRecords(DataSource dataSource, SlowReads reads, FlywayMigrationInitializer migrated) {
		return new ImportRecords(JdbcClient.create(dataSource), reads);
	}

	@Bean
	ComparisonRecords checks(Ledger ledger, JdbcClient jdbc, NamedParameterJdbcTemplate named, SlowReads reads,
			Clock clock) {
		return new ComparisonRecords(ledger, jdbc, named, reads, clock);
	}

	@Bean
	OperationRecords operationRecords(Ledger ledger, JdbcClient jdbc, StoredAges ages, Clock clock) {
		return new OperationRecords(ledger, jdbc, ages, clock);
	}

	@Bean
	FollowUps followUps(Ledger ledger, JdbcClient jdbc, Clock clock) {
		return new FollowUps(ledger, jdbc, clock);
	}

	@Bean
	PushSightings announcements(Ledger ledger, JdbcClient jdbc, SlowReads reads, Clock clock) {
		return new PushSightings(ledger, jdbc, reads, clock);
	}

	@Bean
	KnownManifests knownManifests(Ledger ledger, JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
		return new KnownManifests(ledger, jdbc, batches);
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

	@Bean
	StoredAges storedAges(Ledger ledger, JdbcClient jdbc, Clock clock) {
		ClockPeriods periods = new ClockPeriods(ledger, jdbc);
		return new StoredAges(clock, System::nanoTime, periods.read(), periods::keep);
	}

	@Bean
	QueueMetrics queueMetrics(ImportRecords records, StoredAges ages, Clock clock) {
		return new QueueMetrics(records, ages, clock, System::nanoTime);
	}

	@Bean
	LedgerMetrics ledgerMetrics(Ledger ledger, HikariDataSource dataSource, JdbcClient jdbc) {
		return new LedgerMetrics(ledger, jdbc,
				DatabaseDialect.of(dataSource).file(String.valueOf(dataSource.getJdbcUrl())));
	}

	@Bean
	SourceCalls sourceCalls(JdbcClient jdbc, SlowReads reads, Clock clock) {
		return new SourceCalls(jdbc, reads, clock);
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
	ImageSearch imageSearch(JdbcClient jdbc, SlowReads reads) {
		return new ImageSearch(jdbc, reads);
	}

	@Bean
	TroubleGroups troubles(JdbcClient jdbc, SlowReads reads) {
		return new TroubleGroups(jdbc, reads);
	}

	@Bean
	RepeatedStep figureWriter(Ledger ledger, JdbcClient jdbc, List<NotedFigures> figures) {
		return new RepeatedStep("figures", FigureWriter.INTERVAL, new FigureWriter(ledger, jdbc, figures)::write);
	}

	@Bean
	RepeatedStep retention(Ledger ledger, Settings settings, StoredAges ages) {
		return new RepeatedStep("retention", Retention.INTERVAL,
				new Retention(ledger, settings.retention(), ages)::step);
	}

}
