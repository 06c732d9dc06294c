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

import com.github.f4b6a3.uuid.UuidCreator;
import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.RuleReference;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportState;
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
				announced_at, traceparent, rule)
			values (:id, :event, :source, :registry, :repository, :tag, :digest, :target, :targetImage,
				:targetRepository, :overwrite, :generation, 'pending', :now, :pushedAt, :now, :origin, :announcedAt,
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
	 * Writes pushes and sets the receipt of each. Needs a transaction around it.
	 */
	void accept(List<LedgerWrite.AcceptWrite> accepts) {
		long now = this.clock.millis();
		Map<String, NewestImport> heads = read(accepts);
		Map<String, NewImport> wanted = new LinkedHashMap<>();
		List<NewImport> added = new ArrayList<>();
		Map<String, String> announced = new TreeMap<>();
		for (LedgerWrite.AcceptWrite accept : accepts) {
			Push push = accept.push();
			List<Receipt.ReceiptEntry> entries = new ArrayList<>();
			boolean duplicate = true;
			for (TargetImage target : push.destinations()) {
				String image = target.image().toString();
				NewestImport head = heads.getOrDefault(image, NewestImport.NONE);
				if (!head.covers(push)) {
					duplicate = false;
					String id = UuidCreator.getTimeOrderedEpochPlus1().toString();
					NewImport add = new NewImport(id, head.generation() + 1, push, target);
					added.add(add);
					wanted.put(image, add);
					head = new NewestImport(add.generation(), id, push.event(), push.source(), push.repository(),
							push.digest(), ImportState.PENDING, push.pushedAt(), Optional.empty());
					heads.put(image, head);
				}
				else if (push.origin() == ImportOrigin.EVENT) {
					announced.put(image, head.id());
				}
				entries.add(new Receipt.ReceiptEntry(head.id(), target));
			}
			accept.result(new Receipt(duplicate, List.copyOf(entries)));
		}
		write(INSERT_IMPORT, added, now);
		write(WANT, wanted.values(), now);
		if (!announced.isEmpty()) {
			this.jdbc.update(ANNOUNCE, Map.of("ids", announced.values(), "now", now));
			this.jdbc.update(HURRY, Map.of("images", announced.keySet()));
		}
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
			.flatMap((accept) -> accept.push().destinations().stream())
			.map((it) -> it.image().toString())
			.collect(Collectors.toSet());
		return this.damaged.stepOver("heads", () -> read(READ_HEADS, targetImages), () -> {
			Map<String, NewestImport> heads = new HashMap<>();
			targetImages.forEach((image) -> heads.putAll(this.damaged.stepOver("head " + image,
					() -> read(READ_HEADS, Set.of(image)), () -> read(READ_GENERATION, Set.of(image)))));
			return heads;
		});
	}

	private Map<String, NewestImport> read(String sql, Set<String> targetImages) {
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
		if (!wanted.isEmpty()) {
			this.jdbc.batchUpdate(sql,
					wanted.stream().map((it) -> it.parameters(now)).toArray(SqlParameterSource[]::new));
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
				.addValue("registry", this.push.registry().value())
				.addValue("repository", this.push.repository().value())
				.addValue("tag", this.push.tag().value())
				.addValue("digest", this.push.digest().value())
				.addValue("target", this.target.destination().target())
				.addValue("targetImage", this.target.image().toString())
				.addValue("targetRepository", this.target.destination().repository().value())
				.addValue("overwrite", RowMappers.label(this.target.destination().overwrite()))
				.addValue("pushedAt", Math.min(this.push.pushedAt().toEpochMilli(), now + AHEAD.toMillis()))
				.addValue("origin", this.push.origin().label())
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

		/** Whoever compared the registries has seen that it is not there. */
		private boolean covers(ImportOrigin origin) {
			return origin.isOfPush() ? this.state.coversResend() : this.state.isOpen();
		}

		private boolean isEcho(Push push) {
			return this.event.equals(push.event()) || !push.pushedAt().isAfter(this.pushedAt.plus(ECHO));
		}

		boolean covers(Push push) {
			return this.source.equals(push.source()) && this.repository.equals(push.repository())
					&& this.digest.equals(push.digest()) && covers(push.origin())
					&& this.importedDigest.filter((it) -> !it.equals(push.digest().value())).isEmpty()
					&& (this.state.isOpen() || isEcho(push));
		}

	}

}
