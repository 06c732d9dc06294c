package dev.acrsync.resumption;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.LeaseLostException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.StoredAges;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The durable record of what Azure was asked to copy. Only who holds a claim may begin an
 * operation, and only one at a time for what it writes; what becomes of it anybody may
 * write down who has learnt it.
 */
public class OperationRecords {

	/** More than may be under way or in doubt: no second one begins while one runs. */
	private static final int NEWEST = 20;

	private static final int TOGETHER = 100;

	/** So that what other replicas know does not stand before what this one knows. */
	private static final int SEEN_TOGETHER = 10_000;

	/** For so long another replica may know a target that this one does not. */
	private static final Duration UNKNOWN = Duration.ofHours(1);

	/** So that a look whose process ends is made up for. */
	private static final Duration RECHECK = Duration.ofSeconds(30);

	/**
	 * By a clock that was ahead, nobody knows when: it begins anew, with as much time as
	 * it had.
	 */
	private static final String BEGUN_AHEAD = """
			update operations
			set deadline = case when begun_at = :ahead then deadline - begun_at + :now else deadline end,
				begun_at = case when begun_at = :ahead then :now else begun_at end,
				ended_at = case when ended_at = :ahead then :now else ended_at end
			where target_image = :image and (begun_at = :ahead or ended_at = :ahead)
			""";

	/** What differs by less was stored by the clock as it is set now. */
	private static final Duration TOLERANCE = Duration.ofMinutes(1);

	private static final String BEGIN = """
			insert into operations (request_id, target_image, digest, tag, import_id, begun_at, deadline)
			values (:requestId, :image, :digest, :tag, :importId, :begunAt, :deadline)
			on conflict do nothing
			""";

	/** One that cannot be read, since all others were settled before. */
	private static final String END_OVERDUE = """
			update operations set ended = 'unknown', ended_at = :now
			where target_image = :image and ended is null and begun_at = :begunAt
			""";

	private static final String LOCATE = """
			update operations
			set location = :location,
				deadline = case when deadline < begun_at + :length then begun_at + :length else deadline end
			where request_id = :requestId and coalesce(ended, '') = ''
			""";

	/**
	 * What Azure says that it copies is proved by its digest: nobody else put it there
	 * meanwhile, unless another operation that copies the same is in doubt.
	 */
	private static final String END = """
			update operations
			set ended = :end, ended_at = :now, location = null, seen_at = case when :seen then :now else seen_at end,
				recheck_at = case when :uncertain and tag is not null and deadline - begun_at > :age
						and (:end <> 'proved' or location is null or exists (
							select 1 from operations other
							where other.target_image = operations.target_image and other.digest = operations.digest
								and other.recheck_at is not null))
					then :recheckAt else null end
			where request_id = :requestId
				and (ended is null or ended = 'succeeded' or ended = 'proved' and seen_at is null)
			""";

	/** No look is ever so far away but by a clock that was ahead. */
	private static final String TO_TAKE = """
			select request_id, target_image, deadline from operations
			where recheck_at <= :now or recheck_at > :next
			order by recheck_at
			limit :limit
			""";

	private static final String TAKE = """
			update operations
			set recheck_at = :next
			where request_id in (:ids) and (recheck_at <= :now or recheck_at > :next)
			returning *
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final StoredAges ages;

	private final Clock clock;

	public OperationRecords(Ledger ledger, JdbcClient jdbc, StoredAges ages, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.ages = ages;
		this.clock = clock;
	}

	/**
	 * Returns the newest operations that write this and can be read, the newest one last.
	 * Their times are as long ago as they really were, by the clock as it is set now.
	 */
	public List<OperationRecord> of(String image) {
		List<OperationRecord> known = read(image);
		List<Instant> ahead = known.stream()
			.flatMap((it) -> Stream.concat(Stream.of(it.begunAt()), it.endedAt().stream()))
			.filter(this::isAhead)
			.toList();
		if (!ahead.isEmpty()) {
			this.ledger.committed(() -> {
				ahead.forEach((stored) -> this.jdbc.sql(BEGUN_AHEAD)
					.param("ahead", stored.toEpochMilli())
					.param("now", this.clock.millis())
					.param("image", image)
					.update());
				return true;
			});
			known = read(image);
		}
		return known.stream().map(this::byTheClockOfNow).toList();
	}

	private boolean isAhead(Instant stored) {
		return stored.isAfter(this.clock.instant().plus(TOLERANCE)) && this.ages.of(stored).isEmpty();
	}

	private OperationRecord byTheClockOfNow(OperationRecord stored) {
		Instant begunAt = byTheClockOfNow(stored.begunAt());
		return new OperationRecord(stored.requestId(), stored.image(), stored.digest(), stored.tag(), stored.importId(),
				begunAt, begunAt.plus(Duration.between(stored.begunAt(), stored.deadline())), stored.location(),
				stored.end(), stored.endedAt().map(this::byTheClockOfNow), stored.seen());
	}

	private Instant byTheClockOfNow(Instant stored) {
		Instant taken = this.clock.instant().minus(this.ages.atLeast(stored));
		return (Duration.between(stored, taken).abs().compareTo(TOLERANCE) > 0) ? taken : stored;
	}

	private List<OperationRecord> read(String image) {
		return this.jdbc.sql("""
				select * from operations
				where target_image = :image
				order by begun_at desc, case when ended is null then 0 else 1 end
				limit :limit
				""")
			.param("image", image)
			.param("limit", NEWEST)
			.query(RowMappers.readable("operations", "request_id", (row, _) -> record(row)))
			.reversed();
	}

	/**
	 * Writes down, before it is sent, what Azure is about to be asked for.
	 * @return false if another operation that writes the same may run, so that nothing
	 * may be sent
	 * @throws LeaseLostException if the claim is not held any more, so that nothing may
	 * be sent
	 * @throws LedgerUnavailableException if it is not known to be written down, and will
	 * not be, so that nothing may be sent
	 */
	public boolean begin(Claim claim, OperationRecord operation) {
		try {
			return this.ledger.holding(claim, () -> begin(operation));
		}
		catch (LedgerUnavailableException ex) {
			// It may be written yet, and nobody would ever send it.
			this.ledger.committedLater(() -> this.jdbc.sql("delete from operations where request_id = :requestId")
				.param("requestId", operation.requestId())
				.update());
			throw ex;
		}
	}

	private boolean begin(OperationRecord operation) {
		endOverdue(operation.image());
		return this.jdbc.sql(BEGIN)
			.param("requestId", operation.requestId())
			.param("image", operation.image())
			.param("digest", operation.digest().value())
			.param("tag", operation.tag().map(Tag::value).orElse(null), Types.VARCHAR)
			.param("importId", operation.importId())
			.param("begunAt", operation.begunAt().toEpochMilli())
			.param("deadline", operation.deadline().toEpochMilli())
			.update() == 1;
	}

	private void endOverdue(String image) {
		List<Long> overdue = this.jdbc
			.sql("select begun_at, deadline from operations where target_image = :image and ended is null")
			.param("image", image)
			.query((row, _) -> isOver(row.getLong("begun_at"), row.getLong("deadline"))
					? Optional.of(row.getLong("begun_at")) : Optional.<Long>empty())
			.list()
			.stream()
			.flatMap(Optional::stream)
			.toList();
		overdue.forEach((begunAt) -> this.jdbc.sql(END_OVERDUE)
			.param("now", this.clock.millis())
			.param("image", image)
			.param("begunAt", begunAt)
			.update());
	}

	private boolean isOver(long begunAt, long deadline) {
		return this.ages.atLeast(RowMappers.instant(begunAt)).toMillis() >= deadline - begunAt;
	}

	/**
	 * Writes down where Azure tells how an operation goes.
	 * @param deadline until when it may run after this
	 */
	public void locate(OperationRecord operation, String location, Instant deadline) {
		this.ledger.committed(() -> located(operation, location, deadline));
	}

	/**
	 * Does the same with one of the next commits, and does not wait for it: should it be
	 * lost, Azure is asked at the location before.
	 */
	public void relocate(OperationRecord operation, String location, Instant deadline) {
		this.ledger.committedLater(() -> located(operation, location, deadline));
	}

	private boolean located(OperationRecord operation, String location, Instant deadline) {
		this.jdbc.sql(LOCATE)
			.param("location", location)
			.param("length", Duration.between(operation.begunAt(), deadline).toMillis())
			.param("requestId", operation.requestId())
			.update();
		return this.jdbc.sql("update imports set operation = :operation where id = :id and target_image = :image")
			.param("operation", "registries-" + operation.requestId())
			.param("id", operation.importId())
			.param("image", operation.image())
			.update() == 1;
	}

	/**
	 * Writes down how an operation ended. Where that is not certain, its tag is to be
	 * looked at again until its deadline.
	 * @param seen whether its digest is at the target
	 */
	public void end(OperationRecord operation, OperationEnd end, boolean seen) {
		Instant now = this.clock.instant();
		this.ledger.committed(() -> this.jdbc.sql(END)
			.param("end", end.label())
			.param("now", now.toEpochMilli())
			.param("seen", seen)
			.param("uncertain", end.isUncertain())
			.param("age", this.ages.atLeast(operation.begunAt()).toMillis())
			.param("recheckAt", now.plus(RECHECK).toEpochMilli())
			.param("requestId", operation.requestId())
			.update());
	}

	/**
	 * Takes operations whose tag is to be looked at again, each of them by one caller
	 * only, and has them looked at once more a little later, unless it is said that it is
	 * {@link #settled}. What is not known here is left to a replica that knows it, until
	 * any would have settled it long ago.
	 * @param known whether an image is in a target that is known here
	 */
	public List<OperationRecord> rechecks(Predicate<String> known) {
		long now = this.clock.millis();
		long next = now + RECHECK.toMillis();
		List<String> ids = toTake(now, next, known);
		return ids.isEmpty() ? List.of()
				: this.ledger
					.committed(() -> this.jdbc.sql(TAKE)
						.param("next", next)
						.param("now", now)
						.param("ids", ids)
						.query(RowMappers.readable("operations", "request_id", (row, _) -> record(row))))
					.stream()
					.map(this::byTheClockOfNow)
					.toList();
	}

	private List<String> toTake(long now, long next, Predicate<String> known) {
		return this.jdbc.sql(TO_TAKE)
			.param("now", now)
			.param("next", next)
			.param("limit", SEEN_TOGETHER)
			.query((row,
					_) -> (known.test(row.getString("target_image"))
							|| row.getLong("deadline") < now - UNKNOWN.toMillis())
									? Optional.of(row.getString("request_id")) : Optional.<String>empty())
			.list()
			.stream()
			.flatMap(Optional::stream)
			.limit(TOGETHER)
			.toList();
	}

	/**
	 * Lets the tag of an operation not be looked at any more.
	 */
	public void settled(OperationRecord operation) {
		this.ledger
			.committed(() -> this.jdbc.sql("update operations set recheck_at = null where request_id = :requestId")
				.param("requestId", operation.requestId())
				.update());
	}

	private static OperationRecord record(ResultSet row) throws SQLException {
		return RowMappers.undamaged("operations", row.getString("request_id"),
				() -> new OperationRecord(row.getString("request_id"), row.getString("target_image"),
						new Digest(row.getString("digest")), RowMappers.text(row, "tag").map(Tag::new),
						row.getString("import_id"), RowMappers.time(row, "begun_at").orElseThrow(),
						RowMappers.time(row, "deadline").orElseThrow(), RowMappers.text(row, "location"),
						RowMappers.text(row, "ended").map(OperationEnd::of), RowMappers.time(row, "ended_at"),
						RowMappers.time(row, "seen_at").isPresent()));
	}

}
