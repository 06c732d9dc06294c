package dev.acrsync.storedages;

import java.time.Duration;
import java.util.List;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.RowMappers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps how the clock was set, for later processes. Replicas whose clocks agree keep the
 * same.
 */
public final class ClockPeriods {

	private static final Logger logger = LoggerFactory.getLogger(ClockPeriods.class);

	private static final int MOST = 20;

	private final Ledger ledger;

	private final JdbcClient jdbc;

	public ClockPeriods(Ledger ledger, JdbcClient jdbc) {
		this.ledger = ledger;
		this.jdbc = jdbc;
	}

	/**
	 * Returns what was kept last, the oldest first; nothing if it cannot be read.
	 */
	public List<ClockPeriod> read() {
		try {
			return this.jdbc
				.sql("select since, until, ago from clock_periods order by ago + until - since limit :limit")
				.param("limit", MOST)
				.query((row, _) -> new ClockPeriod(RowMappers.instant(row.getLong("since")),
						RowMappers.instant(row.getLong("until")), Duration.ofMillis(row.getLong("ago"))))
				.list()
				.reversed();
		}
		catch (DataAccessException ex) {
			logger.warn("How the clock was set before cannot be read: {}", ex.getMessage());
			return List.of();
		}
	}

	/**
	 * Keeps these with one of the next commits.
	 */
	public void keep(List<ClockPeriod> periods) {
		try {
			this.ledger.committedLater(() -> {
				periods.forEach(this::keep);
				this.jdbc.sql("""
						delete from clock_periods
						where since not in (select since from clock_periods order by ago + until - since limit :limit)
						""").param("limit", MOST).update();
			});
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("How the clock is set is kept later: {}", ex.getMessage());
		}
	}

	private void keep(ClockPeriod period) {
		this.jdbc.sql("""
				insert into clock_periods (since, until, ago) values (:since, :until, :ago)
				on conflict (since) do update set until = excluded.until, ago = excluded.ago
				""")
			.param("since", period.since().toEpochMilli())
			.param("until", period.until().toEpochMilli())
			.param("ago", period.ago().toMillis())
			.update();
	}

}
