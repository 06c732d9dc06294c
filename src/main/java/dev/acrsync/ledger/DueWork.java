package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.RowMappers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The work that waits: it becomes ready when its time has come, is claimed by its
 * source's turn, and comes back when whoever had claimed it is gone. Every method needs a
 * transaction around it.
 */
final class DueWork {

	private static final Logger logger = LoggerFactory.getLogger(DueWork.class);

	static final String READY = "done < wanted and due_at = 0 and suspect = 0 and lease_owner is null";

	/**
	 * What is put off by the service itself, and not by a setting, is put off for less.
	 */
	private static final Duration LEAST_BOUND = Duration.ofMinutes(1);

	/** So few that nobody waits long behind them. */
	private static final int TOGETHER = 200;

	/** Jumps over the index from one source to the next, however much work each has. */
	static final String SOURCES = """
			with recursive sources(source) as (
				select min(source) from work where target = :target and {ready}
				union all
				select (select min(source) from work where target = :target and source > sources.source and {ready})
				from sources where sources.source is not null)
			select source,
				(select min(rank) from work where target = :target and source = sources.source and {ready}) as rank
			from sources where source is not null
			""".replace("{ready}", READY);

	private static final String NAME_SOURCES = """
			update work
			set source = (select imports.source from imports where imports.id = work.import_id)
			where target_image in (
				select target_image from work
				where done < wanted and due_at > 0 and due_at <= :now and suspect = 0 and lease_owner is null
					and source = ''
					and exists (select 1 from imports where imports.id = work.import_id)
				order by due_at
				limit :limit
				{skipLocked})
			""";

	private static final String MAKE_READY = """
			update work
			set due_at = 0, ready_at = :now
			where target_image in (
				select target_image from work
				where done < wanted and due_at > 0 and suspect = 0 and lease_owner is null
					and due_at > :after and due_at <= :until
				order by due_at
				limit :limit
				{skipLocked})
			""";

	/** More than any rank. */
	private static final int NOTHING = Integer.MAX_VALUE;

	/** A number that is out of range would keep all others from being claimed. */
	private static final String ATTEMPTS = "case when attempts < 1000000 then attempts + 1 else 1000000 end";

	private static final String CLAIM = """
			with next as materialized (
				select target_image from work
				where target = :target and source = :source and rank <= :rank and {ready}
				order by rank, ready_at, import_id
				limit 1
				{skipLocked})
			update work
			set lease_owner = :owner, lease_until = {leaseClock} + :lease, attempts = {attempts}
			where target_image in (select target_image from next)
			returning *
			""".replace("{ready}", READY);

	private static final String CLAIM_SUSPECT = """
			with next as materialized (
				select target_image from work
				where target_image = :targetImage and done < wanted and suspect <> 0 and lease_owner is null
					and (select count(*) from work other where other.lease_owner is not null
						and other.lease_owner > '' and other.suspect = 1)
						< case when deaths = :deaths then :atOnce else 1 end
				{skipLocked})
			update work
			set lease_owner = :owner, lease_until = {leaseClock} + :lease, attempts = {attempts}, due_at = 0
			where target_image in (select target_image from next)
			returning *
			""";

	/** Nobody waits for a lock on the way: two replicas would wait for each other. */
	private static final String LEASED = """
			where target_image in (
				select target_image from work
				where target_image = :targetImage and lease_owner = :owner and lease_until = :until
				{skipLocked})
			""";

	private static final String GIVE_BACK = """
			update work
			set lease_owner = null, lease_until = null,
				attempts = case when attempts > 0 then attempts - 1 else 0 end
			""" + LEASED;

	private static final String DIED = """
			update work
			set lease_owner = null, lease_until = null, deaths = :deaths, suspect = 1, due_at = :dueAt
			""" + LEASED;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final DatabaseDialect dialect;

	private final DamagedPages damaged;

	private final Leases leases;

	private final Duration maxDelay;

	/**
	 * Prepares the statements for a database.
	 * @param maxDelay how long work may wait at most; whatever says more is not believed
	 */
	DueWork(JdbcClient jdbc, Clock clock, DatabaseDialect dialect, DamagedPages damaged, Duration maxDelay) {
		this.jdbc = jdbc;
		this.clock = clock;
		this.dialect = dialect;
		this.damaged = damaged;
		this.leases = new Leases(jdbc, dialect.leaseClock(), System::nanoTime);
		this.maxDelay = (maxDelay.compareTo(LEAST_BOUND) > 0) ? maxDelay : LEAST_BOUND;
	}

	/**
	 * Ends what an earlier process has left behind, where no other one can be alive.
	 * @return how much that was
	 */
	int takeOver() {
		if (this.dialect.isShared()) {
			return 0;
		}
		List<Leases.WrittenLease> left = this.leases.all(this.clock.millis());
		died(left, left);
		return left.size();
	}

	/**
	 * Makes ready whatever has to be claimed now. To be called before each claim.
	 * @param instance the process that asks
	 * @param held all that it works on: the rest of what it has claimed it was not told
	 * of
	 * @param lease how long a lease is
	 * @param grace how long others are looked at before their lease is believed to have
	 * lapsed
	 */
	void recover(String instance, Collection<Claim> held, Duration lease, Duration grace) {
		Set<String> owners = held.stream().map(Claim::owner).collect(Collectors.toSet());
		List<Leases.WrittenLease> all = this.leases.all(this.clock.millis());
		List<Leases.WrittenLease> others = new ArrayList<>();
		for (Leases.WrittenLease one : all) {
			if (!one.owner().startsWith(instance + "/")) {
				others.add(one);
			}
			else if (!owners.contains(one.owner())) {
				giveBack(one);
			}
		}
		died(this.leases.lapsed(others, lease, grace), others);
		nameSources();
		Instant now = this.clock.instant();
		makeReady(now, Instant.EPOCH, now);
		makeReady(now, now.plus(this.maxDelay), Instant.ofEpochMilli(Long.MAX_VALUE));
	}

	/**
	 * A replica of an older release does not write them down.
	 */
	private void nameSources() {
		this.damaged.stepOver("name sources",
				() -> this.dialect.isShared() ? this.jdbc.sql(ofDatabase(NAME_SOURCES))
					.param("now", this.clock.millis())
					.param("limit", TOGETHER)
					.update() : 0,
				() -> 0);
	}

	private void makeReady(Instant now, Instant after, Instant until) {
		this.jdbc.sql(ofDatabase(MAKE_READY))
			.param("now", now.toEpochMilli())
			.param("after", after.toEpochMilli())
			.param("until", until.toEpochMilli())
			.param("limit", TOGETHER)
			.update();
	}

	private void giveBack(Leases.WrittenLease lease) {
		this.jdbc.sql(ofDatabase(GIVE_BACK))
			.param("targetImage", lease.targetImage())
			.param("owner", lease.owner())
			.param("until", lease.until())
			.update();
	}

	private void died(List<Leases.WrittenLease> lapsed, List<Leases.WrittenLease> all) {
		Set<String> onTrial = all.stream()
			.filter(Leases.WrittenLease::suspect)
			.map(Leases.WrittenLease::instance)
			.collect(Collectors.toSet());
		lapsed.forEach((lease) -> died(lease, lease.deathsNow(onTrial)));
	}

	private void died(Leases.WrittenLease lease, int deaths) {
		Instant dueAt = this.clock.instant().plus(Suspect.delay(deaths));
		boolean ours = this.jdbc.sql(ofDatabase(DIED))
			.param("deaths", deaths)
			.param("dueAt", dueAt.toEpochMilli())
			.param("targetImage", lease.targetImage())
			.param("owner", lease.owner())
			.param("until", lease.until())
			.update() == 1;
		if (ours) {
			String message = "acr-sync ended without a word while this import was under way, " + deaths
					+ " times in a row: it is tried again on probation, after everything else";
			explain(lease.importId(), new ImportProgress.RecordedFailure("process-died", message), dueAt);
			logger.warn(
					"Import {} to {} was under way when a process ended without a word, {} times in a row: it comes back at {}, on probation and after everything else",
					lease.importId(), lease.targetImage(), deaths, dueAt);
		}
	}

	/**
	 * Returns the sources that have something ready for a target, with the rank of the
	 * first of it.
	 */
	Map<String, Integer> ready(String target) {
		Map<String, Integer> ranks = new HashMap<>();
		this.jdbc.sql(SOURCES)
			.param("target", target)
			.query((RowCallbackHandler) (row) -> ranks.put(row.getString("source"), row.getInt("rank")));
		return ranks;
	}

	/**
	 * Claims for a target what is ready, one after the other for the source that has the
	 * fewest places. Among those that have as few it is the turn of announced images, and
	 * then of the first one named. The last places are kept for announced images, and for
	 * a source that has none.
	 * @param turns all sources of the target, also those that may take nothing now
	 */
	List<Claim> claim(String target, ImportPlaces places, List<SourceQuota> turns, String instance, Duration lease) {
		Map<String, Integer> ranks = ready(target);
		List<SourceQuota> all = new ArrayList<>(turns);
		Comparator<SourceQuota> order = Comparator.comparingInt(SourceQuota::running)
			.thenComparingInt((turn) -> ranks.getOrDefault(turn.source(), 0));
		List<Claim> claims = new ArrayList<>();
		while (claims.size() < places.free()) {
			int free = places.free() - claims.size();
			boolean urgent = free <= places.reserved();
			Optional<SourceQuota> next = SourceQuota.entitled(all, free)
				.stream()
				.filter((it) -> ranks.getOrDefault(it.source(), NOTHING) <= it.least(urgent))
				.min(order);
			if (next.isEmpty()) {
				break;
			}
			SourceQuota turn = next.get();
			String owner = instance + "/" + UUID.randomUUID();
			Optional<ClaimedWork> due = due(this.jdbc.sql(ofDatabase(CLAIM))
				.param("target", target)
				.param("source", turn.source())
				.param("rank", turn.least(urgent)), owner, lease);
			if (due.isEmpty()) {
				ranks.remove(turn.source());
				continue;
			}
			begin(due.get(), owner).ifPresent(claims::add);
			// Last among those that have as many, since all have their turn.
			all.remove(turn);
			all.add(turn.taken());
		}
		return claims;
	}

	/**
	 * Claims one of what was under way when a process ended, if no more such are under
	 * way than may be: of what has died least first.
	 */
	Optional<Claim> claimSuspect(String target, Set<String> sources, SuspectTrial trial, String instance,
			Duration lease) {
		Instant now = this.clock.instant();
		String owner = instance + "/" + UUID.randomUUID();
		return suspects(target, sources).stream()
			.filter((suspect) -> suspect.isDue(now, trial.overdue()))
			.min(Comparator.comparingInt(Suspect::deaths))
			.flatMap((suspect) -> due(this.jdbc.sql(ofDatabase(CLAIM_SUSPECT))
				.param("targetImage", suspect.targetImage())
				.param("deaths", trial.deaths())
				.param("atOnce", trial.atOnce()), owner, lease))
			.flatMap((due) -> begin(due, owner));
	}

	private List<Suspect> suspects(String target, Set<String> sources) {
		return sources.isEmpty() ? List.of()
				: this.jdbc.sql("""
						select target_image, deaths, due_at from work
						where done < wanted and suspect = 1 and due_at > -1 and lease_owner is null and target = :target
							and source in (:sources)
						order by due_at
						limit :limit
						""")
					.param("target", target)
					.param("sources", sources)
					.param("limit", TOGETHER)
					.query((row, _) -> new Suspect(row.getString("target_image"), row.getInt("deaths"),
							RowMappers.instant(row.getLong("due_at"))))
					.list();
	}

	private String ofDatabase(String sql) {
		return sql.replace("{attempts}", ATTEMPTS)
			.replace("{leaseClock}", this.dialect.leaseClock())
			.replace("{skipLocked}", this.dialect.skipLocked());
	}

	private Optional<ClaimedWork> due(JdbcClient.StatementSpec claim, String owner, Duration lease) {
		return claim.param("owner", owner)
			.param("lease", lease.toMillis())
			.param("now", this.clock.millis())
			.query((row, _) -> new ClaimedWork(row.getString("target_image"), row.getString("import_id"),
					row.getLong("wanted"), row.getLong("done"), Duration.ofMillis(row.getLong("waited")),
					row.getInt("attempts"), row.getInt("rank") == 0,
					(row.getInt("suspect") == 1) ? row.getInt("deaths") : 0))
			.optional();
	}

	/**
	 * One unreadable row must not keep all others from being claimed.
	 */
	private Optional<Claim> begin(ClaimedWork due, String owner) {
		try {
			ImportRecord record = this.damaged.stepOver("begin " + due.importId(), () -> importing(due), () -> {
				throw DamagedRowException.onDamagedPage("imports", due.importId());
			});
			int superseded = this.damaged.stepOver("supersede " + due.importId(), () -> supersedeOlder(due, record),
					() -> 0);
			return Optional
				.of(new Claim(record, due.generation(), owner, due.waited(), superseded, due.urgent(), due.deaths()));
		}
		catch (DamagedRowException ex) {
			setAside(due, owner, ex);
			return Optional.empty();
		}
	}

	private void setAside(ClaimedWork due, String owner, DamagedRowException reason) {
		Instant until = this.clock.instant().plus(this.maxDelay);
		this.jdbc.sql("""
				update work
				set due_at = :until, lease_owner = null, lease_until = null
				where target_image = :targetImage and lease_owner = :owner
				""")
			.param("until", until.toEpochMilli())
			.param("targetImage", due.targetImage())
			.param("owner", owner)
			.update();
		explain(due.importId(),
				new ImportProgress.RecordedFailure("internal-error", String.valueOf(reason.getMessage())), until);
		logger.error("Work on '{}' cannot be taken up before {}. {}", due.targetImage(), until, reason.getMessage());
	}

	private void explain(String importId, ImportProgress.RecordedFailure reason, Instant until) {
		this.damaged.stepOver("record " + importId,
				() -> this.jdbc.sql(Work.DEFER_IMPORT)
					.param("code", reason.code())
					.param("message", reason.message())
					.param("dueAt", until.toEpochMilli())
					.param("id", importId)
					.update(),
				() -> 0);
	}

	/**
	 * What is older than what was done last has ended, however much that is. What another
	 * source pushed has its own turn.
	 */
	private int supersedeOlder(ClaimedWork due, ImportRecord newest) {
		return this.jdbc.sql("""
				update imports
				set state = 'superseded', next_attempt_at = null, finished_at = :now
				where target_image = :targetImage and generation > :done and generation < :generation
					and state in ('pending', 'importing') and source = :source and repository = :repository
				""")
			.param("source", newest.push().source())
			.param("repository", newest.push().image().repository().value())
			.param("now", this.clock.millis())
			.param("targetImage", due.targetImage())
			.param("done", due.done())
			.param("generation", due.generation())
			.update();
	}

	private ImportRecord importing(ClaimedWork due) {
		return this.jdbc.sql("""
				update imports
				set state = 'importing', attempts = :attempts, next_attempt_at = null
				where id = :id
				returning *
				""")
			.param("attempts", due.attempts())
			.param("id", due.importId())
			.query((row, _) -> RowMappers.importRecord(row))
			.optional()
			.orElseThrow(() -> new DamagedRowException("imports", due.importId(), "it is not there"));
	}

	/**
	 * Claimed work.
	 */
	private record ClaimedWork(String targetImage, String importId, long generation, long done, Duration waited,
			int attempts, boolean urgent, int deaths) {
	}

}
