package dev.acrsync.comparisonrecords;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Suspect;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.PastInstants;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets one replica at a time compare the registries, and tells all of them how far it is.
 * Who has crashed gives way when its lease has run out.
 */
public class ComparisonLease {

	/** A lease that ends later than it lasts was written by a clock that was ahead. */
	private static final String HELD = "(lease_until between {leaseClock} and {leaseClock} + lease_millis)";

	private static final String TAKE = """
			update passes
			set number = number + 1,
				deaths = case when owner is null then 0 when deaths < 1000 then deaths + 1 else 1000 end, owner = :owner, lease_until = {leaseClock} + :lease, lease_millis = :lease,
				started_at = :now, ended_at = null, checked = 0, total = 0, found = 0, referrers_looked = 0,
				referrers_later = 0, referrers_untold = 0, trouble = null
			where id = 1 and (owner is null or not {held})
			""";

	private static final String RENEW = """
			update passes
			set lease_until = {leaseClock} + :lease, lease_millis = :lease, checked = :checked, total = :total, found = :found,
				referrers_looked = :looked, referrers_later = :later, referrers_untold = :untold
			where id = 1 and owner = :owner
			""";

	private static final String READ = """
			select passes.*, owner is not null and {held} as running from passes where id = 1
			""";

	private static final String DEAD = """
			select deaths, lease_until, {leaseClock} as now from passes where id = 1 and owner is not null and not {held}
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final DatabaseDialect dialect;

	private final PastInstants past;

	public ComparisonLease(Ledger ledger, JdbcClient jdbc, Clock clock, DatabaseDialect dialect) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
		this.dialect = dialect;
		this.past = new PastInstants(clock);
	}

	/**
	 * Takes the exclusive right to compare.
	 * @param owner a name that no other process has
	 * @param lease how long the right lasts unless it is renewed
	 * @return false if somebody else has it
	 */
	public boolean take(String owner, Duration lease) {
		return this.ledger.committed(() -> sql(TAKE).param("owner", owner)
			.param("lease", lease.toMillis())
			.param("now", this.clock.millis())
			.update() == 1);
	}

	/**
	 * Makes the lease last longer, and says how far the comparison is.
	 * @return false if it was lost
	 */
	public boolean renew(String owner, Duration lease, ComparisonProgress progress) {
		return this.ledger.committed(() -> sql(RENEW).param("owner", owner)
			.param("lease", lease.toMillis())
			.param("now", this.clock.millis())
			.param("checked", progress.checked())
			.param("total", progress.total())
			.param("found", progress.found())
			.param("looked", progress.looks().looked())
			.param("later", progress.looks().later())
			.param("untold", progress.looks().untold())
			.update() == 1);
	}

	/**
	 * Gives the right back.
	 * @param trouble why the comparison did not come to its end, or nothing if it did
	 */
	public void end(String owner, ComparisonProgress progress, Optional<String> trouble) {
		this.ledger.committed(() -> this.jdbc
			.sql("""
					update passes
					set owner = null, deaths = 0, lease_until = null, ended_at = :now, checked = :checked, total = :total, found = :found,
						referrers_looked = :looked, referrers_later = :later, referrers_untold = :untold, trouble = :trouble, succeeded_at = case when :succeeded then :now else succeeded_at end
					where id = 1 and owner = :owner
					""")
			.param("owner", owner)
			.param("now", this.clock.millis())
			.param("checked", progress.checked())
			.param("total", progress.total())
			.param("found", progress.found())
			.param("looked", progress.looks().looked())
			.param("later", progress.looks().later())
			.param("untold", progress.looks().untold())
			.param("succeeded", trouble.isEmpty())
			.param("trouble", trouble.orElse(null))
			.update());
	}

	/**
	 * Returns the comparison that runs, or else the last one.
	 */
	public RecordedComparison latest() {
		return sql(READ).param("now", this.clock.millis())
			.query((row, _) -> new RecordedComparison(row.getLong("number"), row.getBoolean("running"),
					past(row, "started_at"), past(row, "ended_at"), past(row, "succeeded_at"),
					new ComparisonProgress(row.getInt("checked"), row.getInt("total"), row.getInt("found"),
							new ReferrerLookCounts(row.getInt("referrers_looked"), row.getInt("referrers_later"),
									row.getInt("referrers_untold"))),
					RowMappers.text(row, "trouble")))
			.single();
	}

	/**
	 * Returns the comparison whose process ended without a word, if that is the last one:
	 * it may have been why.
	 */
	public Optional<DeadComparison> dead() {
		return dead(this.jdbc, this.dialect, this.past, this.clock);
	}

	public static Optional<DeadComparison> dead(JdbcClient jdbc, DatabaseDialect dialect, PastInstants past,
			Clock clock) {
		return jdbc.sql(ofDatabase(DEAD, dialect)).param("now", clock.millis()).query((row, _) -> {
			int deaths = Math.min(row.getInt("deaths"), 1_000) + 1;
			Instant seen = RowMappers.time(row, "lease_until").orElse(Instant.EPOCH);
			return new DeadComparison(deaths, past.of("lease_until", seen).plus(Suspect.delay(deaths)));
		}).optional();
	}

	private Optional<Instant> past(ResultSet row, String column) throws SQLException {
		return RowMappers.time(row, column).map((stored) -> this.past.of(column, stored));
	}

	private JdbcClient.StatementSpec sql(String sql) {
		return this.jdbc.sql(ofDatabase(sql, this.dialect));
	}

	private static String ofDatabase(String sql, DatabaseDialect dialect) {
		return sql.replace("{held}", HELD).replace("{leaseClock}", dialect.leaseClock());
	}

	/**
	 * How far a comparison is.
	 *
	 * @param checked how many repositories were compared
	 * @param total of how many
	 * @param found how many images were handed in
	 * @param looks at how many it was looked for what refers to them
	 */
	public record ComparisonProgress(int checked, int total, int found, ReferrerLookCounts looks) {
	}

	/**
	 * At how many images it was looked for what refers to them.
	 *
	 * @param looked at how many
	 * @param later how many are left to a later comparison
	 * @param untold of how many a registry did not tell
	 */
	public record ReferrerLookCounts(int looked, int later, int untold) {

		/**
		 * It was looked at none.
		 */
		public static final ReferrerLookCounts NONE = new ReferrerLookCounts(0, 0, 0);

		/**
		 * Returns the sums of both.
		 */
		public ReferrerLookCounts plus(ReferrerLookCounts other) {
			return new ReferrerLookCounts(this.looked + other.looked, this.later + other.later,
					this.untold + other.untold);
		}

	}

	/**
	 * A comparison. None of its times is still to come, whatever the clocks of replicas
	 * say.
	 *
	 * @param number which pass it is
	 * @param running whether somebody is at it
	 * @param startedAt when the latest began
	 * @param endedAt when it ended
	 * @param succeededAt when one last came to its end
	 * @param progress how far it is
	 * @param trouble why it did not come to its end
	 */
	public record RecordedComparison(long number, boolean running, Optional<Instant> startedAt,
			Optional<Instant> endedAt, Optional<Instant> succeededAt, ComparisonProgress progress,
			Optional<String> trouble) {
	}

	/**
	 * A comparison whose process ended without a word.
	 *
	 * @param deaths how often in a row that has happened
	 * @param nextAt before when none is to begin by itself
	 */
	public record DeadComparison(int deaths, Instant nextAt) {
	}

}
