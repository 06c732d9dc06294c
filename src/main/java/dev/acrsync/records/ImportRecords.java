package dev.acrsync.records;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.database.SlowReads;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the ledger, for operators and for the proof. Never waits for its writer.
 */
public class ImportRecords {

	/** The vendor's replicas have clocks of their own, one of which may be ahead. */
	private static final String PUSHED = "case when pushed_at < received_at then pushed_at else received_at end";

	/** So few that they are read at once. */
	private static final int NEWEST = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(ImportRecords.class);

	private static final String FIND = """
			select * from imports
			where (:anySource or source = :source) and (:anyRepository or repository = :repository)
			""";

	private static final String NEWEST_FIRST = """
			order by id desc
			limit :limit
			""";

	private final JdbcClient jdbc;

	private final SlowReads reads;

	private final ReadableImports readable;

	public ImportRecords(JdbcClient jdbc, SlowReads reads) {
		this.jdbc = jdbc;
		this.readable = new ReadableImports(jdbc);
		this.reads = reads;
	}

	/**
	 * Returns the import of this id, if there is one.
	 * @throws DamagedRowException if it cannot be read
	 */
	public Optional<ImportRecord> find(String id) {
		return DamagedPages.named("imports", id,
				() -> this.jdbc.sql("select * from imports where id = :id")
					.param("id", id)
					.query((row, _) -> RowMappers.importRecord(row))
					.optional());
	}

	/**
	 * Returns the imports of these ids, of those that there are and that can be read.
	 */
	public List<ImportRecord> find(Collection<String> ids) {
		return this.readable.find(List.copyOf(ids), (damaged) -> logger.error("{}", damaged.getMessage()));
	}

	/**
	 * Returns those newest imports of their target tags, twenty at most, by which the
	 * target was seen to have a digest, or an image that has it for a platform.
	 */
	public List<ImportRecord> newest(String source, RepositoryName repository, Digest digest) {
		return DamagedPages.orNone("imports", repository.with(digest),
				() -> this.jdbc.sql("""
						select i.* from imports i join work w on w.target_image = i.target_image and w.import_id = i.id
						where i.imported_digest = :digest and i.repository = :repository and i.source = :source
						union
						select i.* from platforms p join work w on w.target_image = p.target_image
							join imports i on i.id = w.import_id
						where p.digest = :digest and i.repository = :repository and i.source = :source
						limit 20
						""")
					.param("source", source)
					.param("repository", repository.value())
					.param("digest", digest.value())
					.query(RowMappers.readable("imports", "id", (row, _) -> RowMappers.importRecord(row))));
	}

	/**
	 * Returns the newest import of a target tag, if there is one that can be read.
	 * @param targetImage registry, repository and tag
	 */
	public Optional<ImportRecord> newest(String targetImage) {
		return DamagedPages
			.orNone("imports", targetImage, () -> this.jdbc.sql("""
					select i.* from work w join imports i on i.id = w.import_id where w.target_image = :targetImage
					""")
				.param("targetImage", targetImage)
				.query(RowMappers.readable("imports", "id", (row, _) -> RowMappers.importRecord(row))))
			.stream()
			.findFirst();
	}

	/**
	 * Returns imports, newest first, and which others cannot be read.
	 * @param state if present, only those in this state
	 * @param source if present, only those from this source
	 * @param repository if present, only those of this repository at the source
	 * @param limit how many, at most
	 */
	public FoundImports find(Optional<ImportState> state, Optional<String> source, Optional<String> repository,
			int limit) {
		return this.reads.read(() -> DamagedPages.past(() -> {
			List<DamagedRowException> damaged = new ArrayList<>();
			List<ImportRecord> records = this.jdbc.sql(FIND + ofState(state) + NEWEST_FIRST)
				.param("state", state.map(ImportState::label).orElse(""))
				.param("anySource", source.isEmpty())
				.param("source", source.orElse(""))
				.param("anyRepository", repository.isEmpty())
				.param("repository", repository.orElse(""))
				.param("limit", limit)
				.query(RowMappers.onWholePages("imports", "id", (row, _) -> RowMappers.importRecord(row),
						damaged::add));
			return new FoundImports(records, List.copyOf(damaged));
		}, () -> this.readable.newest(state, of(source, repository), limit)));
	}

	private static Predicate<ImportRecord> of(Optional<String> source, Optional<String> repository) {
		return (record) -> source.filter((name) -> !name.equals(record.push().source())).isEmpty()
				&& repository.filter((name) -> !name.equals(record.push().image().repository().value())).isEmpty();
	}

	private static boolean isOf(ImportRecord record, Optional<String> code) {
		return code.filter((it) -> !record.progress().isHeldBy(it)).isEmpty();
	}

	/** Said only where it is asked for, so that its index is used. */
	private static String ofState(Optional<ImportState> state) {
		return state.isPresent() ? " and state = :state " : "";
	}

	/**
	 * Returns the ids of all imports in a state, newest first.
	 * @param source if present, only of those from this source
	 * @param repository if present, only of those of this repository at the source
	 * @param code if present, only of those with this trouble
	 */
	public List<String> ids(ImportState state, Optional<String> source, Optional<String> repository,
			Optional<String> code) {
		return this.reads.read(() -> DamagedPages.past(
				() -> this.jdbc.sql("""
						select id from imports
						where state = :state and (:anySource or source = :source)
							and (:anyRepository or repository = :repository) and (:anyCode or error_code = :code)
						order by id desc
						""")
					.param("state", state.label())
					.param("anySource", source.isEmpty())
					.param("source", source.orElse(""))
					.param("anyRepository", repository.isEmpty())
					.param("repository", repository.orElse(""))
					.param("anyCode", code.isEmpty())
					.param("code", code.orElse(""))
					.query((row, _) -> row.getString("id"))
					.list(),
				() -> this.readable
					.newest(Optional.of(state), of(source, repository).and((record) -> isOf(record, code)),
							Integer.MAX_VALUE)
					.records()
					.stream()
					.map(ImportRecord::id)
					.toList()));
	}

	/**
	 * Returns how many imports there are in each state.
	 */
	public Map<ImportState, Long> counts() {
		return DamagedPages.past(() -> counts(List.of(ImportState.values())),
				() -> this.reads.read(this.readable::counts));
	}

	/**
	 * Returns how many imports wait, run or are parked. Does not read those that came to
	 * their end, which may be many.
	 */
	public Map<ImportState, Long> queue() {
		return counts(List.of(ImportState.PENDING, ImportState.IMPORTING, ImportState.FAILED));
	}

	private Map<ImportState, Long> counts(List<ImportState> states) {
		return this.reads.read(() -> count(states));
	}

	private Map<ImportState, Long> count(List<ImportState> states) {
		Map<ImportState, Long> counts = new EnumMap<>(ImportState.class);
		states.forEach((state) -> counts.put(state, 0L));
		this.jdbc.sql("select state, count(*) as imports from imports where state in (:states) group by state")
			.param("states", states.stream().map(ImportState::label).toList())
			.query((RowCallbackHandler) (row) -> counts.put(RowMappers.state(row.getString("state")),
					row.getLong("imports")));
		return counts;
	}

	/**
	 * Returns when the oldest import that is not finished was accepted, by each clock
	 * that may have been the one: the oldest of all, the oldest of those that were
	 * accepted by a clock that was ahead of now, and the one that was known to be the
	 * oldest, if it is not finished yet.
	 */
	public Set<Instant> oldestOpen(Instant now, Optional<Instant> known) {
		return this.reads.read(
				() -> DamagedPages.past(
						() -> this.jdbc
							.sql("""
									select min(received_at) as oldest, min(case when received_at > :now then received_at end) as ahead,
										min(case when received_at = :known then received_at end) as known
									from imports where state in ('pending', 'importing')
									""")
							.param("now", now.toEpochMilli())
							.param("known", known.map(Instant::toEpochMilli).orElse(-1L))
							.query((row, _) -> Stream
								.of(RowMappers.time(row, "oldest"), RowMappers.time(row, "ahead"),
										RowMappers.time(row, "known"))
								.flatMap(Optional::stream)
								.collect(Collectors.toSet()))
							.single(),
						() -> Stream.of(ImportState.PENDING, ImportState.IMPORTING)
							.flatMap((state) -> this.readable.oldest(state).stream())
							.map((it) -> it.progress().receivedAt())
							.collect(Collectors.toSet())));
	}

	/**
	 * Returns the digest that the latest push of the same tag named, by the vendor's
	 * clock: but a push is no later than we were told of it.
	 */
	public Digest latestPushed(ImportRecord record) {
		return DamagedPages
			.orNone("imports", record.target().image().toString(),
					() -> this.jdbc.sql("""
							select id, digest from imports
							where target_image = :targetImage and source = :source and repository = :repository
							order by {pushed} desc, id desc
							limit 1
							""".replace("{pushed}", PUSHED))
						.param("targetImage", record.target().image().toString())
						.param("source", record.push().source())
						.param("repository", record.push().image().repository().value())
						.query(RowMappers.readable("imports", "id", (row, _) -> new Digest(row.getString("digest")))))
			.stream()
			.findFirst()
			.orElse(record.push().digest());
	}

	/**
	 * Tells whether one digest was pushed for the last time before another one was, by
	 * the vendor's clock, as far as is known and as {@link #latestPushed} believes it.
	 */
	public boolean isOlder(ImportRecord record, Digest one, Digest other) {
		return DamagedPages
			.orNone("imports", record.target().image().toString(),
					() -> this.jdbc.sql("""
							select case when max(case when digest = :one then {pushed} end)
								< max(case when digest = :other then {pushed} end) then 1 else 0 end as older
							from imports
							where target_image = :targetImage and source = :source and repository = :repository
								and digest in (:one, :other)
							""".replace("{pushed}", PUSHED))
						.param("one", one.value())
						.param("other", other.value())
						.param("targetImage", record.target().image().toString())
						.param("source", record.push().source())
						.param("repository", record.push().image().repository().value())
						.query(Integer.class)
						.list())
			.contains(1);
	}

	/**
	 * Tells whether one of the newest images that were imported was seen in a target.
	 */
	public boolean hasArrived(String target) {
		return !this.jdbc.sql("""
				select target from (
					select target, imported_digest from imports where state = 'succeeded' order by id desc limit :newest
				) newest
				where target = :target and imported_digest is not null
				limit 1
				""").param("newest", NEWEST).param("target", target).query(String.class).list().isEmpty();
	}

	/**
	 * Tells whether nothing else was ever imported to a target tag, as far as is known.
	 */
	public boolean isOnly(ImportRecord record) {
		return this.jdbc.sql("""
				select id from imports where target_image = :targetImage and id <> :id limit 1
				""")
			.param("targetImage", record.target().image().toString())
			.param("id", record.id())
			.query(String.class)
			.list()
			.isEmpty();
	}

	/**
	 * What was looked for.
	 *
	 * @param records the imports
	 * @param damaged what there is besides them, and cannot be read
	 */
	public record FoundImports(List<ImportRecord> records, List<DamagedRowException> damaged) {
	}

}
