package dev.acrsync.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.ReadableImports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The imports that came to their end long ago, but not parked ones. Those on damaged
 * pages stay.
 */
final class OldImports {

	private static final Logger logger = LoggerFactory.getLogger(OldImports.class);

	private static final String EACH = "old imports";

	private static final List<ImportState> ENDED = List.of(ImportState.SUCCEEDED, ImportState.UNCHANGED,
			ImportState.SUPERSEDED, ImportState.GONE, ImportState.KEPT);

	private static final String REMOVE_WORK = """
			delete from work
			where target_image in (
				select target_image from work
				where target_image in (:images) and import_id in (:ids) and done >= wanted and lease_owner is null
				{skipLocked})
			""";

	private static final String REMOVE_OPERATIONS = """
			delete from operations
			where import_id in (:ids) and ended is not null and recheck_at is null
			""";

	/** The work that is kept has a newer import. */
	private static final String REMOVE_PLATFORMS = """
			delete from platforms
			where target_image in (:images)
				and not exists (select 1 from work where work.target_image = platforms.target_image)
			""";

	private static final String REMOVE_IMPORTS = """
			delete from imports
			where id in (:ids) and finished_at < :before
				and not exists (select 1 from work
					where work.target_image = imports.target_image and work.import_id = imports.id
						and work.done < work.wanted)
			""";

	/**
	 * By the index of their imports, whose ids grow with time. What an import that waits
	 * goes by stays, and so does what nobody has seen the end of.
	 */
	private static final String OLD_OPERATIONS = """
			select request_id from operations
			where import_id < :id and ended_at < :before and recheck_at is null
				and (seen_at is not null or ended = 'failed')
				and not exists (select 1 from imports
					where imports.id = operations.import_id and imports.state in ('pending', 'importing'))
			limit :limit
			""";

	private final JdbcClient jdbc;

	private final TagOwners owners;

	private final DamagedPages damaged;

	private final ReadableImports readable;

	private final String removeWork;

	/**
	 * Prepares the statements for a database.
	 */
	OldImports(JdbcClient jdbc, DatabaseDialect dialect, DamagedPages damaged) {
		this.jdbc = jdbc;
		this.owners = new TagOwners(jdbc);
		this.damaged = damaged;
		this.readable = new ReadableImports(jdbc);
		this.removeWork = REMOVE_WORK.replace("{skipLocked}", dialect.skipLocked());
	}

	/**
	 * Finds some that ended before, without a transaction: ids grow with time, and an
	 * index leads to them in each state, past all that is open.
	 */
	List<EndedImport> find(Instant before, int limit) {
		String end = firstId(before);
		return DamagedPages.past(() -> this.damaged.stepOver(EACH, () -> findTogether(before, end, limit),
				() -> findEach(before, end, limit)), () -> findEach(before, end, limit));
	}

	private static String firstId(Instant from) {
		return "%012x".formatted(from.toEpochMilli()).replaceFirst("^(.{8})", "$1-");
	}

	/**
	 * Finds operations that ended before, and are proved by their digest or failed,
	 * without a transaction: they take a third of the space of what was imported, and
	 * tell nothing any more.
	 */
	List<String> findOperations(Instant before, int limit) {
		return DamagedPages.orNone("operations", "before " + before,
				() -> this.jdbc.sql(OLD_OPERATIONS)
					.param("id", firstId(before))
					.param("before", before.toEpochMilli())
					.param("limit", limit)
					.query((row, _) -> row.getString("request_id"))
					.list());
	}

	/**
	 * Removes these. Needs a transaction around it.
	 */
	int removeOperations(List<String> requestIds) {
		return this.damaged.stepOver("old operations", () -> this.jdbc
			.sql("delete from operations where request_id in (:ids) and ended is not null and recheck_at is null")
			.param("ids", requestIds)
			.update(), () -> 0);
	}

	private List<EndedImport> findTogether(Instant before, String end, int limit) {
		return this.jdbc.sql("""
				select id, target_image from imports
				where state in (:states) and id < :id and finished_at < :before
				limit :limit
				""")
			.param("states", ENDED.stream().map(ImportState::label).toList())
			.param("id", end)
			.param("before", before.toEpochMilli())
			.param("limit", limit)
			.query((row, _) -> new EndedImport(row.getString("id"), row.getString("target_image")))
			.list();
	}

	private List<EndedImport> findEach(Instant before, String end, int limit) {
		List<EndedImport> found = new ArrayList<>();
		for (ImportState state : ENDED) {
			List<String> ids = this.readable.after("", state, end);
			while (!ids.isEmpty() && found.size() < limit) {
				DamagedPages
					.readEach(ids.stream().filter((id) -> !isLeftAlone(id)).toList(),
							(some) -> read(some, state, before), this::leaveAlone)
					.stream()
					.limit(limit - found.size())
					.forEach(found::add);
				ids = this.readable.after(ids.getLast(), state, end);
			}
		}
		return found;
	}

	private List<EndedImport> read(List<String> ids, ImportState state, Instant before) {
		return this.jdbc.sql("""
				select id, target_image from imports
				where id in (:ids) and coalesce(state, '') = :state and finished_at < :before
				""")
			.param("ids", ids)
			.param("state", state.label())
			.param("before", before.toEpochMilli())
			.query((row, _) -> new EndedImport(row.getString("id"), row.getString("target_image")))
			.list();
	}

	private boolean isLeftAlone(String id) {
		return this.damaged.isKnown("remove " + id);
	}

	private void leaveAlone(String id) {
		if (this.damaged.add("remove " + id)) {
			logger.error("Row '{}' of table imports is old, and cannot be removed: its page in the database is damaged",
					id);
		}
	}

	/**
	 * Removes these, unless somebody has retried them meanwhile. Needs a transaction
	 * around it.
	 */
	void remove(List<EndedImport> ended, Instant before) {
		this.damaged.stepOver(EACH, () -> removeTogether(ended, before), () -> {
			ended.forEach((one) -> this.damaged.stepOver("remove " + one.id(),
					() -> removeTogether(List.of(one), before), () -> 0));
			return 0;
		});
	}

	private int removeTogether(List<EndedImport> ended, Instant before) {
		List<String> ids = ended.stream().map(EndedImport::id).toList();
		List<String> images = ended.stream().map(EndedImport::targetImage).distinct().toList();
		this.jdbc.sql(this.removeWork).param("images", images).param("ids", ids).update();
		this.jdbc.sql(REMOVE_PLATFORMS).param("images", images).update();
		this.owners.keep(ids, before);
		this.jdbc.sql(REMOVE_OPERATIONS).param("ids", ids).update();
		return this.jdbc.sql(REMOVE_IMPORTS).param("ids", ids).param("before", before.toEpochMilli()).update();
	}

	/**
	 * An import that came to its end.
	 */
	record EndedImport(String id, String targetImage) {
	}

}
