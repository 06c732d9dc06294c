package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.image.Digest;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The work on target tags that is claimed: under way, put off, done. Each change names
 * the owner that it expects, and its row count is the answer: no row means that the lease
 * was lost, and that nothing was changed. Every method needs a transaction around it.
 */
final class Work {

	private static final Logger logger = LoggerFactory.getLogger(Work.class);

	private static final String RENEW = """
			update work
			set lease_until = {leaseClock} + :lease
			where target_image = :targetImage and lease_owner = :owner
			""";

	private static final String FINISH_WORK = """
			update work
			set done = :generation, lease_owner = null, lease_until = null, deaths = 0, suspect = 0
			where target_image = :targetImage and lease_owner = :owner and done < :generation
			""";

	private static final String FINISH_IMPORT = """
			update imports
			set state = :state, imported_digest = :importedDigest, error_code = :code, error_message = :message,
				next_attempt_at = null, finished_at = :now
			where id = :id
			""";

	private static final String DEFER_WORK = """
			update work
			set due_at = case when wanted = :generation then :dueAt else due_at end,
				waited = case when wanted = :generation then waited + :waited else waited end,
				lease_owner = null, lease_until = null, deaths = 0, suspect = 0
			where target_image = :targetImage and lease_owner = :owner
			""";

	private static final String PAUSE = """
			update work
			set due_at = case when wanted = :generation then :dueAt else due_at end, lease_owner = null,
				lease_until = null, attempts = case when attempts > 0 then attempts - 1 else 0 end, suspect = 0
			where target_image = :targetImage and lease_owner = :owner
			""";

	static final String DEFER_IMPORT = """
			update imports
			set state = 'pending', error_code = :code, error_message = :message, next_attempt_at = :dueAt
			where id = :id
			""";

	/** What was pushed to the same tag by others, and was not done since. */
	private static final String OTHERS = """
			select i.id, i.source, i.attempts, i.received_at, coalesce(i.next_attempt_at, 0) as due_at
			from work w join imports i on i.target_image = w.target_image
			where w.target_image = :targetImage and w.lease_owner = :owner
				and i.generation > w.done and i.generation < :generation
				and i.state in ('pending', 'importing') and (i.source <> :source or i.repository <> :repository)
			order by i.generation
			""";

	private static final String WANT_OTHER = """
			update work
			set wanted = wanted + 1, import_id = :id, source = :source, attempts = :attempts, waited = :waited,
				due_at = :dueAt, ready_at = :now
			where target_image = :targetImage
			returning wanted
			""";

	/** How long one attempt may have been put off. */
	private static final Duration LONGEST = Duration.ofMinutes(30);

	private static final String RETRY = """
			insert into work (target_image, target, source, import_id, wanted, done, wanted_since, attempts, due_at,
				ready_at)
			values (:targetImage, :target, :source, :id, 1, 0, :now, 0, 0, :now)
			on conflict (target_image) do update
			set wanted = work.wanted + 1, import_id = :id, source = :source, wanted_since = :now, attempts = 0,
				waited = 0, due_at = 0, ready_at = :now
			returning wanted
			""";

	private final JdbcClient jdbc;

	private final TagOwners owners;

	private final Clock clock;

	private final DamagedPages damaged;

	private final String renew;

	/**
	 * Prepares the statements for a database.
	 */
	Work(JdbcClient jdbc, Clock clock, DatabaseDialect dialect, DamagedPages damaged) {
		this.jdbc = jdbc;
		this.owners = new TagOwners(jdbc);
		this.damaged = damaged;
		this.clock = clock;
		this.renew = RENEW.replace("{leaseClock}", dialect.leaseClock());
	}

	boolean renew(Claim claim, Duration lease) {
		return this.jdbc.sql(this.renew)
			.param("now", this.clock.millis())
			.param("lease", lease.toMillis())
			.param("targetImage", targetImage(claim))
			.param("owner", claim.owner())
			.update() == 1;
	}

	boolean holds(Claim claim) {
		return this.jdbc.sql("select count(*) from work where target_image = :targetImage and lease_owner = :owner")
			.param("targetImage", targetImage(claim))
			.param("owner", claim.owner())
			.query(Long.class)
			.single() == 1;
	}

	boolean saw(Claim claim, Digest digest) {
		boolean held = holds(claim);
		if (held) {
			recordImport(claim.record().id(),
					() -> this.jdbc.sql("update imports set imported_digest = :digest where id = :id")
						.param("digest", digest.value())
						.param("id", claim.record().id())
						.update());
		}
		return held;
	}

	private boolean leased(String set, Claim claim, @Nullable Object value) {
		return this.jdbc.sql("update work " + set + " where target_image = :targetImage and lease_owner = :owner")
			.param("value", value)
			.param("targetImage", targetImage(claim))
			.param("owner", claim.owner())
			.update() == 1;
	}

	boolean finish(Claim claim, ImportOutcome outcome) {
		List<OtherImport> others = others(claim);
		boolean held = this.jdbc.sql(FINISH_WORK)
			.param("generation", claim.generation())
			.param("targetImage", targetImage(claim))
			.param("owner", claim.owner())
			.update() == 1;
		if (held) {
			recordImport(claim.record().id(),
					() -> this.jdbc.sql(FINISH_IMPORT)
						.param("state", outcome.state().label())
						.param("importedDigest", outcome.digest().map(Digest::value).orElse(null))
						.param("code", outcome.error().map(ImportProgress.RecordedFailure::code).orElse(null))
						.param("message", outcome.error().map(ImportProgress.RecordedFailure::message).orElse(null))
						.param("now", this.clock.millis())
						.param("id", claim.record().id())
						.update());
			if (outcome.state() == ImportState.SUCCEEDED) {
				this.damaged.stepOver("owner of " + targetImage(claim),
						() -> this.owners.made(claim.record(), this.clock.millis()), () -> 0);
			}
			others.forEach((other) -> want(claim, other));
		}
		return held;
	}

	private List<OtherImport> others(Claim claim) {
		return this.damaged.stepOver("others of " + targetImage(claim),
				() -> this.jdbc.sql(OTHERS)
					.param("targetImage", targetImage(claim))
					.param("owner", claim.owner())
					.param("generation", claim.generation())
					.param("source", claim.record().push().source())
					.param("repository", claim.record().push().image().repository().value())
					.query((row, _) -> new OtherImport(row.getString("id"), row.getString("source"),
							row.getInt("attempts"), row.getLong("received_at"), row.getLong("due_at")))
					.list(),
				List::of);
	}

	/**
	 * Gives the turn to what another source pushed to the same tag.
	 */
	private void want(Claim claim, OtherImport other) {
		long now = this.clock.millis();
		long waited = Math.clamp(now - other.receivedAt(), 0, other.attempts() * LONGEST.toMillis());
		long generation = this.jdbc.sql(WANT_OTHER)
			.param("id", other.id())
			.param("source", other.source())
			.param("attempts", other.attempts())
			.param("waited", waited)
			.param("dueAt", Math.max(1, other.dueAt()))
			.param("now", now)
			.param("targetImage", targetImage(claim))
			.query(Long.class)
			.single();
		recordImport(other.id(),
				() -> this.jdbc.sql("update imports set generation = :generation where id = :id")
					.param("generation", generation)
					.param("id", other.id())
					.update());
	}

	/**
	 * What is put off lets the others go first.
	 */
	private void takeTurns(Claim claim, List<OtherImport> others) {
		boolean newest = this.jdbc.sql("select wanted from work where target_image = :targetImage")
			.param("targetImage", targetImage(claim))
			.query(Long.class)
			.single() == claim.generation();
		if (newest && !others.isEmpty()) {
			want(claim, others.getFirst());
		}
	}

	boolean defer(Claim claim, ImportProgress.RecordedFailure trouble, Duration waited, Instant dueAt) {
		List<OtherImport> others = others(claim);
		boolean held = this.jdbc.sql(DEFER_WORK)
			.param("generation", claim.generation())
			.param("waited", waited.toMillis())
			.param("dueAt", dueAt(dueAt))
			.param("targetImage", targetImage(claim))
			.param("owner", claim.owner())
			.update() == 1;
		if (held) {
			deferImport(claim, trouble, dueAt);
			takeTurns(claim, others);
		}
		return held;
	}

	private void deferImport(Claim claim, ImportProgress.RecordedFailure trouble, Instant dueAt) {
		recordImport(claim.record().id(),
				() -> this.jdbc.sql(DEFER_IMPORT)
					.param("code", trouble.code())
					.param("message", trouble.message())
					.param("dueAt", dueAt.toEpochMilli())
					.param("id", claim.record().id())
					.update());
	}

	/**
	 * What is said of an import for people must not keep the work on it from going on.
	 */
	private void recordImport(String id, Supplier<Integer> update) {
		this.damaged.stepOver("record " + id, update, () -> {
			logger.error("Row '{}' of table imports cannot be brought up to date: its page in the database, or one"
					+ " beside it, is damaged", id);
			return 0;
		});
	}

	boolean postpone(Claim claim, ImportProgress.RecordedFailure reason, Instant dueAt) {
		List<OtherImport> others = others(claim);
		boolean held = putOff(claim, dueAt);
		if (held) {
			deferImport(claim, reason, dueAt);
			takeTurns(claim, others);
		}
		return held;
	}

	boolean pause(Claim claim, Instant dueAt) {
		boolean held = putOff(claim, dueAt);
		if (held) {
			waits(claim);
		}
		return held;
	}

	private boolean putOff(Claim claim, Instant dueAt) {
		return this.jdbc.sql(PAUSE)
			.param("generation", claim.generation())
			.param("dueAt", dueAt(dueAt))
			.param("targetImage", targetImage(claim))
			.param("owner", claim.owner())
			.update() == 1;
	}

	/** Zero stands for work that is ready. */
	private static long dueAt(Instant dueAt) {
		return Math.max(1, dueAt.toEpochMilli());
	}

	/**
	 * It did no harm for a while: the next one that is suspect may be tried.
	 */
	boolean trust(Claim claim) {
		return leased("set suspect = :value", claim, 0);
	}

	boolean release(Claim claim) {
		boolean held = leased(
				"set lease_owner = null, lease_until = :value, attempts = case when attempts > 0 then attempts - 1 else 0 end",
				claim, null);
		if (held) {
			waits(claim);
		}
		return held;
	}

	private void waits(Claim claim) {
		recordImport(claim.record().id(),
				() -> this.jdbc.sql("update imports set state = 'pending' where id = :id")
					.param("id", claim.record().id())
					.update());
	}

	/**
	 * Makes a parked import due again.
	 * @return whether it was parked until now
	 */
	boolean retry(ImportRecord parked) {
		long now = this.clock.millis();
		boolean reopened = this.jdbc.sql("""
				update imports
				set state = 'pending', attempts = 0, error_code = null, error_message = null, operation = null,
					next_attempt_at = :now, finished_at = null
				where id = :id and state in ('failed', 'gone')
				""").param("now", now).param("id", parked.id()).update() == 1;
		if (reopened) {
			long generation = this.jdbc.sql(RETRY)
				.param("id", parked.id())
				.param("target", parked.target().targetName())
				.param("source", parked.push().source())
				.param("now", now)
				.param("targetImage", parked.target().image().toString())
				.query(Long.class)
				.single();
			this.jdbc.sql("update imports set generation = :generation where id = :id")
				.param("generation", generation)
				.param("id", parked.id())
				.update();
		}
		return reopened;
	}

	private static String targetImage(Claim claim) {
		return claim.record().target().image().toString();
	}

	/**
	 * Another source's import of the same tag.
	 */
	private record OtherImport(String id, String source, int attempts, long receivedAt, long dueAt) {
	}

}
