package dev.acrsync.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The leases that there are, and which of them nobody renews any more. No clock is
 * believed that may be set: a lease has lapsed when it is over by the database's time, or
 * longer than any lease can be, and when nobody has renewed it while we looked on.
 */
final class Leases {

	private static final int MOST_DEATHS = 1_000;

	private final JdbcClient jdbc;

	private final String now;

	private final LongSupplier nanos;

	private Map<String, LeaseObservation> seen = Map.of();

	Leases(JdbcClient jdbc, String leaseClock, LongSupplier nanos) {
		this.jdbc = jdbc;
		this.now = leaseClock;
		this.nanos = nanos;
	}

	/**
	 * Returns all leases.
	 * @param clock the time where the database has none of its own
	 */
	List<WrittenLease> all(long clock) {
		return this.jdbc.sql("""
				select target_image, lease_owner, lease_until, import_id, deaths, suspect, {now} as now from work
				where lease_owner is not null and lease_owner > ''
				""".replace("{now}", this.now))
			.param("now", clock)
			.query((row, _) -> new WrittenLease(row.getString("target_image"), row.getString("lease_owner"),
					row.getLong("lease_until"), row.getString("import_id"), row.getInt("deaths"),
					row.getInt("suspect") == 1, row.getLong("now")))
			.list();
	}

	/**
	 * Returns those of the leases that have lapsed.
	 * @param length how long a lease is
	 * @param grace how long it has to be looked at
	 */
	List<WrittenLease> lapsed(List<WrittenLease> leases, Duration length, Duration grace) {
		long nanos = this.nanos.getAsLong();
		Map<String, LeaseObservation> before = this.seen;
		this.seen = new HashMap<>();
		List<WrittenLease> lapsed = new ArrayList<>();
		for (WrittenLease lease : leases) {
			LeaseObservation first = before.get(lease.owner());
			LeaseObservation since = (first != null && first.until() == lease.until()) ? first
					: new LeaseObservation(lease.until(), nanos);
			this.seen.put(lease.owner(), since);
			if (lease.isOver(length) && nanos - since.nanos() >= grace.toNanos()) {
				lapsed.add(lease);
			}
		}
		return lapsed;
	}

	/**
	 * A lease as it is written.
	 *
	 * @param suspect whether its work is on probation
	 */
	record WrittenLease(String targetImage, String owner, long until, String importId, int deaths, boolean suspect,
			long now) {

		String instance() {
			return this.owner.substring(0, this.owner.lastIndexOf('/') + 1);
		}

		/**
		 * Returns how often its process has died now. What was on probation is why, if
		 * anything was, and not what has done no harm for a while.
		 * @param onTrial the processes that have something on probation
		 */
		int deathsNow(Set<String> onTrial) {
			return (this.suspect || !onTrial.contains(instance())) ? Math.min(this.deaths, MOST_DEATHS) + 1
					: Math.max(1, this.deaths);
		}

		private boolean isOver(Duration length) {
			return this.until < this.now || this.until > this.now + length.toMillis();
		}

	}

	private record LeaseObservation(long until, long nanos) {
	}

}
