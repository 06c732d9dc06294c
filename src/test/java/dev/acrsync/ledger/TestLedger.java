package dev.acrsync.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.CompletenessSums;
import dev.acrsync.comparisonrecords.ListingContinuations;
import dev.acrsync.comparisonrecords.PushSightings;
import dev.acrsync.comparisonrecords.ReferrerRounds;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.DatabaseFiles;
import dev.acrsync.database.DatabaseLock;
import dev.acrsync.database.QueryPlans;
import dev.acrsync.database.SlowReads;
import dev.acrsync.ledgerfigures.ArrivalTimes;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.resumption.FollowUps;
import dev.acrsync.resumption.KnownManifests;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.storedages.ClockPeriods;
import dev.acrsync.storedages.StoredAges;
import org.flywaydb.core.Flyway;

import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A ledger on a database of its own, put together as in production.
 */
public final class TestLedger implements AutoCloseable {

	private static final Set<String> SOURCES = Set.of("contoso", "fabrikam");

	private static final Duration MAX_DELAY = Duration.ofMinutes(30);

	private final HikariDataSource dataSource = new HikariDataSource();

	private final SlowReads reads = new SlowReads();

	private final DatabaseFiles files;

	private final Ledger ledger;

	private final StoredAges ages;

	private final ImportRecords records;

	private final JdbcClient jdbc;

	private final OperationRecords operations;

	private final FollowUps followUps;

	private final ComparisonRecords comparisons;

	private final ComparisonLease lease;

	private final PushSightings sightings;

	private final ReferrerRounds rounds;

	private final KnownManifests manifests;

	private final ServedNames served;

	/**
	 * Opens the ledger in a database, which is made or migrated first.
	 */
	public TestLedger(String url, Clock clock) {
		this(url, clock, (transactions) -> transactions);
	}

	/**
	 * Opens the ledger in an embedded database of this directory.
	 */
	public static TestLedger in(Path directory, Clock clock) {
		return new TestLedger("jdbc:sqlite:" + directory.resolve("ledger.db"), clock);
	}

	/**
	 * Opens the ledger in a database, where it is told apart whether time passes or the
	 * clock is set.
	 * @param nanos what nobody sets
	 */
	TestLedger(String url, Clock clock, LongSupplier nanos) {
		this(url, clock, nanos, true, (transactions) -> transactions);
	}

	/**
	 * Opens the ledger in a database, and has somebody watch its writer's transactions.
	 */
	TestLedger(String url, Clock clock, UnaryOperator<TransactionOperations> watch) {
		// Nothing is kept, since others may have the same embedded database open.
		this(url, clock, () -> clock.millis() * 1_000_000, false, watch);
	}

	private TestLedger(String url, Clock clock, LongSupplier nanos, boolean keeps,
			UnaryOperator<TransactionOperations> watch) {
		this.dataSource.setJdbcUrl(url);
		this.dataSource.setConnectionTimeout(2_000);
		DatabaseDialect dialect = DatabaseDialect.of(this.dataSource);
		dialect.prepare(this.dataSource);
		QueryPlans.explain(this.dataSource);
		Flyway.configure().dataSource(this.dataSource).load().migrate();
		this.jdbc = JdbcClient.create(this.dataSource);
		dialect.requireDurable(this.jdbc);
		NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(this.dataSource);
		this.files = DatabaseFiles.watch(dialect.file(url), DatabaseLock.take(Optional.empty()));
		this.ledger = Ledger.on(this.dataSource, named, this.jdbc,
				watch.apply(new TransactionTemplate(new DataSourceTransactionManager(this.dataSource))), this.files,
				MAX_DELAY, clock);
		ClockPeriods periods = new ClockPeriods(this.ledger, this.jdbc);
		this.ages = keeps ? new StoredAges(clock, nanos, periods.read(), periods::keep) : new StoredAges(clock, nanos);
		this.records = new ImportRecords(this.jdbc, this.reads);
		this.operations = new OperationRecords(this.ledger, this.jdbc, this.ages, clock);
		this.followUps = new FollowUps(this.ledger, this.jdbc, clock);
		this.comparisons = new ComparisonRecords(this.ledger, this.jdbc, named, this.reads, clock);
		this.sightings = new PushSightings(this.ledger, this.jdbc, clock);
		this.rounds = new ReferrerRounds(this.ledger, this.jdbc);
		this.manifests = new KnownManifests(this.ledger, this.jdbc, named);
		this.served = new ServedNames(this.ledger, this.jdbc, clock, dialect);
		this.lease = new ComparisonLease(this.ledger, this.jdbc, clock, dialect);
	}

	public Ledger ledger() {
		return this.ledger;
	}

	StoredAges ages() {
		return this.ages;
	}

	public ImportRecords records() {
		return this.records;
	}

	public OperationRecords operations() {
		return this.operations;
	}

	public FollowUps followUps() {
		return this.followUps;
	}

	public ComparisonRecords checks() {
		return this.comparisons;
	}

	public ComparisonLease passes() {
		return this.lease;
	}

	public ServedNames served() {
		return this.served;
	}

	/**
	 * Claims as a process does that has seen enough of the others to know whose leases
	 * have lapsed.
	 */
	public List<Claim> claim(String target, int limit, String instance, Collection<Claim> held, Duration lease) {
		this.ledger.recover(instance, held, lease, Duration.ZERO);
		List<SourceQuota> turns = SOURCES.stream().map((source) -> new SourceQuota(source, 1, limit)).toList();
		List<Claim> claims = new ArrayList<>(this.ledger.claim(target, ImportPlaces.of(limit), turns, instance, lease));
		if (claims.size() < limit) {
			this.ledger.claimSuspect(target, SOURCES, new SuspectTrial(Duration.ZERO, 1, 1), instance, lease)
				.ifPresent(claims::add);
		}
		return claims;
	}

	/**
	 * Returns what is known of manifests.
	 */
	public KnownManifests manifests() {
		return this.manifests;
	}

	public ReferrerRounds rounds() {
		return this.rounds;
	}

	public ListingContinuations continuations() {
		return new ListingContinuations(this.ledger, this.jdbc);
	}

	public CompletenessSums completeness(Clock clock) {
		return new CompletenessSums(this.jdbc, this.reads, clock);
	}

	public PushSightings announcements() {
		return this.sightings;
	}

	/**
	 * Returns what notes tries.
	 */
	public ImportTries tries(Clock clock) {
		return new ImportTries(this.jdbc, this.reads, clock);
	}

	/**
	 * Returns what notes when sources call.
	 */
	public SourceCalls calls(Clock clock) {
		return new SourceCalls(this.jdbc, clock);
	}

	/**
	 * Returns what notes how long images take.
	 */
	ArrivalTimes arrivals(Clock clock) {
		return new ArrivalTimes(this.jdbc, this.reads, clock);
	}

	public JdbcClient jdbc() {
		return this.jdbc;
	}

	/**
	 * Has later statements run on new connections.
	 */
	void replaceConnections() {
		this.dataSource.getHikariPoolMXBean().softEvictConnections();
	}

	/**
	 * Runs statements in one transaction on one connection, as a replica does.
	 */
	void inTransaction(Runnable statements) {
		new TransactionTemplate(new DataSourceTransactionManager(this.dataSource)).executeWithoutResult((_) -> {
			DatabaseDialect.of(this.dataSource)
				.transactionNeeds()
				.ifPresent(new NamedParameterJdbcTemplate(this.dataSource).getJdbcOperations()::execute);
			statements.run();
		});
	}

	@Override
	public void close() {
		this.ledger.close();
		this.reads.close();
		this.dataSource.close();
		try {
			this.files.close();
		}
		catch (SQLException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
