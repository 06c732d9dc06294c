package dev.acrsync.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.RuleReference;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.Push;
import dev.acrsync.records.RowMappers;
import dev.acrsync.records.TargetImage;
import dev.acrsync.tracing.TraceParent;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/**
 * Writes accepted pushes, however many, with a few statements: it reads the work on their
 * target tags, decides in memory which of them are new, and writes those.
 */
final class AcceptanceWriter {

	private static final String READ_HEADS = """
			select w.target_image, w.wanted, i.id, i.event, i.source, i.repository, i.digest, i.state, i.pushed_at,
				i.imported_digest
			from work w left join imports i on i.id = w.import_id
			where w.target_image in (:targetImages)
			""";

	/** Where the import itself is on a damaged page. */
	private static final String READ_GENERATION = """
			select target_image, wanted, null as id from work where target_image in (:targetImages)
			""";

	private static final String INSERT_IMPORT = """
			insert into imports (id, event, source, registry, repository, tag, digest, target, target_image,
				target_repository, overwrite, generation, state, received_at, pushed_at, next_attempt_at, origin,
				door, announced_at, traceparent, rule)
			values (:id, :event, :source, :registry, :repository, :tag, :digest, :target, :targetImage,
				:targetRepository, :overwrite, :generation, 'pending', :now, :pushedAt, :now, :origin, :door, :announcedAt,
				:traceparent, :rule)
			""";

	/** What has ended a process comes when its time has come, whatever is pushed. */
	private static final String WANT = """
			insert into work (target_image, target, source, import_id, wanted, done, wanted_since, attempts, due_at,
				ready_at, rank)
			values (:targetImage, :target, :source, :id, :generation, 0, :now, 0, 0, :now, :rank)
			on conflict (target_image) do update
			set wanted = :generation, import_id = :id, target = :target, source = :source, wanted_since = :now,
				attempts = 0, waited = 0, due_at = case when work.suspect = 1 then work.due_at else 0 end,
				ready_at = case when work.done < work.wanted and work.due_at = 0 then work.ready_at else :now end,
				rank = case when work.done < work.wanted and work.rank < :rank then work.rank else :rank end
			""";

	private static final String ANNOUNCE = """
			update imports set announced_at = :now where id in (:ids) and origin <> 'event'
			""";

	private static final String HURRY = """
			update work set rank = 0 where target_image in (:images) and done < wanted and rank > 0
			""";

	/** Fewer than the values that a statement can have, and little to hold at once. */
	private static final int CHUNK = 500;

	private final NamedParameterJdbcTemplate jdbc;

	private final Clock clock;

	private final DamagedPages damaged;

	private final Optional<String> lock;

	/**
	 * Prepares the statements for a database.
	 */
	AcceptanceWriter(NamedParameterJdbcTemplate jdbc, Clock clock, DatabaseDialect dialect, DamagedPages damaged) {
		this.jdbc = jdbc;
		this.damaged = damaged;
		this.clock = clock;
		this.lock = dialect.lockWork();
	}

	/**
	 * Locks the work on target tags for this transaction, where another replica could
	 * change it meanwhile: all of it before anything else, and in one order, so that two
	 * replicas never wait for each other. Work that is missing is made.
	 */
	void lock(Collection<TargetImage> targets) {
		Map<String, String> names = new TreeMap<>();
		targets.forEach((it) -> names.put(it.image().toString(), it.destination().target()));
		this.lock.ifPresent((sql) -> each(sql, names));
	}

	/**
	 * Writes pushes and sets their receipts. Needs a transaction around it.
	 */
	void accept(List<LedgerWrite.AcceptWrite> accepts) {
		long now = this.clock.millis();
		AcceptedPushes accepted = new AcceptedPushes(read(accepts));
		accepts.forEach((accept) -> accept.result(accept.pushes().stream().map(accepted::add).toList()));
		write(INSERT_IMPORT, accepted.added, now);
		write(WANT, accepted.wanted.values(), now);
		chunks(accepted.announced.values())
			.forEach((ids) -> this.jdbc.update(ANNOUNCE, Map.of("ids", ids, "now", now)));
		chunks(accepted.announced.keySet()).forEach((images) -> this.jdbc.update(HURRY, Map.of("images", images)));
	}

	private void each(String sql, Map<String, String> targets) {
		if (!targets.isEmpty()) {
			long now = this.clock.millis();
			this.jdbc.batchUpdate(sql, targets.entrySet()
				.stream()
				.map((it) -> new MapSqlParameterSource("targetImage", it.getKey()).addValue("target", it.getValue())
					.addValue("now", now))
				.toArray(SqlParameterSource[]::new));
		}
	}

	private Map<String, NewestImport> read(List<LedgerWrite.AcceptWrite> accepts) {
		Set<String> targetImages = accepts.stream()
			.flatMap((accept) -> accept.targets().stream())
			.map((it) -> it.image().toString())
			.collect(Collectors.toSet());
		return this.damaged.stepOver("heads", () -> {
			Map<String, NewestImport> heads = new HashMap<>();
			chunks(targetImages).forEach((images) -> heads.putAll(read(READ_HEADS, images)));
			return heads;
		}, () -> {
			Map<String, NewestImport> heads = new HashMap<>();
			targetImages.forEach((image) -> heads.putAll(this.damaged.stepOver("head " + image,
					() -> read(READ_HEADS, Set.of(image)), () -> read(READ_GENERATION, Set.of(image)))));
			return heads;
		});
	}

	private Map<String, NewestImport> read(String sql, Collection<String> targetImages) {
		Map<String, NewestImport> heads = new HashMap<>();
		RowCallbackHandler put = (row) -> heads.put(row.getString("target_image"), head(row));
		this.jdbc.query(sql, Map.of("targetImages", targetImages), put);
		return heads;
	}

	/**
	 * A damaged row covers nothing: the push is new.
	 */
	private static NewestImport head(ResultSet row) throws SQLException {
		String id = row.getString("id");
		long generation = row.getLong("wanted");
		try {
			return (id != null) ? new NewestImport(generation, id, row.getString("event"), row.getString("source"),
					new RepositoryName(row.getString("repository")), new Digest(row.getString("digest")),
					RowMappers.state(row.getString("state")), RowMappers.time(row, "pushed_at").orElseThrow(),
					RowMappers.text(row, "imported_digest")) : NewestImport.none(generation);
		}
		catch (IllegalArgumentException ex) {
			return NewestImport.none(generation);
		}
	}

	private void write(String sql, Collection<NewImport> wanted, long now) {
		chunks(wanted).forEach((chunk) -> this.jdbc.batchUpdate(sql,
				chunk.stream().map((it) -> it.parameters(now)).toArray(SqlParameterSource[]::new)));
	}

	private static <T> Stream<List<T>> chunks(Collection<T> all) {
		return all.stream().gather(Gatherers.windowFixed(CHUNK));
	}

	/**
	 * What becomes of pushes, one after the other.
	 */
	private static final class AcceptedPushes {

		/** The newest import of each target tag. */
		private final Map<String, NewestImport> heads;

		private final List<NewImport> added = new ArrayList<>();

		private final Map<String, NewImport> wanted = new LinkedHashMap<>();

		private final Map<String, String> announced = new TreeMap<>();

		AcceptedPushes(Map<String, NewestImport> heads) {
			this.heads = heads;
		}

		Receipt add(AllowedPush allowed) {
			Push push = allowed.push();
			List<Receipt.ReceiptEntry> entries = new ArrayList<>();
			boolean duplicate = true;
			for (TargetImage target : allowed.targets()) {
				String image = target.image().toString();
				NewestImport head = this.heads.getOrDefault(image, NewestImport.NONE);
				if (!head.covers(push)) {
					duplicate = false;
					head = add(push, target, head.generation() + 1);
				}
				else if (push.origin() == ImportOrigin.EVENT) {
					this.announced.put(image, head.id());
				}
				entries.add(new Receipt.ReceiptEntry(head.id(), target));
			}
			return new Receipt(duplicate, List.copyOf(entries));
		}

		private NewestImport add(Push push, TargetImage target, long generation) {
			String image = target.image().toString();
			String id = UuidCreator.getTimeOrderedEpochPlus1().toString();
			NewImport add = new NewImport(id, generation, push, target);
			this.added.add(add);
			this.wanted.put(image, add);
			NewestImport head = new NewestImport(generation, id, push.event(), push.source(), push.image().repository(),
					push.digest(), ImportState.PENDING, push.pushedAt(), Optional.empty());
			this.heads.put(image, head);
			return head;
		}

	}

	/**
	 * A new import.
	 */
	private record NewImport(String id, long generation, Push push, TargetImage target) {

		/** How far the vendor's clock is believed to be ahead. */
		private static final Duration AHEAD = Duration.ofMinutes(5);

		SqlParameterSource parameters(long now) {
			boolean event = this.push.origin() == ImportOrigin.EVENT;
			return new MapSqlParameterSource("id", this.id).addValue("generation", this.generation)
				.addValue("event", this.push.event())
				.addValue("source", this.push.source())
				.addValue("registry", this.push.image().registry().value())
				.addValue("repository", this.push.image().repository().value())
				.addValue("tag", this.push.image().tag().value())
				.addValue("digest", this.push.digest().value())
				.addValue("target", this.target.destination().target())
				.addValue("targetImage", this.target.image().toString())
				.addValue("targetRepository", this.target.destination().repository().value())
				.addValue("overwrite", RowMappers.label(this.target.destination().overwrite()))
				.addValue("pushedAt", Math.min(this.push.pushedAt().toEpochMilli(), now + AHEAD.toMillis()))
				.addValue("origin", this.push.origin().label())
				.addValue("door", this.push.door().map(EventDoor::label).orElse(null), Types.VARCHAR)
				.addValue("announcedAt", event ? now : null, Types.BIGINT)
				.addValue("traceparent", this.push.trace().map(TraceParent::value).orElse(null), Types.VARCHAR)
				.addValue("rule", this.target.rule().map(RuleReference::toString).orElse(null), Types.VARCHAR)
				.addValue("rank", this.push.origin().isUrgent() ? 0 : 1)
				.addValue("now", now);
		}

	}

	/**
	 * The newest import of a target tag.
	 */
	private record NewestImport(long generation, String id, String event, String source, RepositoryName repository,
			Digest digest, ImportState state, Instant pushedAt, Optional<String> importedDigest) {

		/**
		 * How much later, by the vendor's clock, the same push may be announced by a
		 * replica of its registry. One that is later is a new push: the target may have
		 * lost the tag.
		 */
		private static final Duration ECHO = Duration.ofSeconds(10);

		private static final Digest NO_DIGEST = new Digest("sha256:" + "0".repeat(64));

		private static final RepositoryName NO_REPOSITORY = new RepositoryName("none");

		static final NewestImport NONE = none(0);

		static NewestImport none(long generation) {
			return new NewestImport(generation, "", "", "", NO_REPOSITORY, NO_DIGEST, ImportState.FAILED, Instant.EPOCH,
					Optional.empty());
		}

		/**
		 * Whoever compared the registries has seen that it is not there; whoever watches
		 * has only seen the same push, whatever became of it.
		 */
		private boolean covers(ImportOrigin origin) {
			return switch (origin) {
				case WATCH -> true;
				case EVENT -> this.state.coversResend();
				case RECONCILE, BACKFILL, RECHECK -> this.state.isOpen();
			};
		}

		private boolean isEcho(Push push) {
			return this.event.equals(push.event()) || !push.pushedAt().isAfter(this.pushedAt.plus(ECHO));
		}

		boolean covers(Push push) {
			return this.source.equals(push.source()) && this.repository.equals(push.image().repository())
					&& this.digest.equals(push.digest()) && covers(push.origin())
					&& this.importedDigest.filter((it) -> !it.equals(push.digest().value())).isEmpty()
					&& (this.state.isOpen() || isEcho(push));
		}

	}

}
