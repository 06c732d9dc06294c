package dev.acrsync.records;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DamagedRowException;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads imports past pages that cannot be read, from one id to the next: ids are on pages
 * of their own.
 */
public final class ReadableImports {

	private static final int PAGE = 500;

	/**
	 * Comes after every id.
	 */
	public static final String LAST_ID = "g";

	/**
	 * What bytes become that are no text. The next page would begin before such an id,
	 * for ever.
	 */
	private static final char NO_CHARACTER = '\uFFFD';

	private final JdbcClient jdbc;

	public ReadableImports(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Returns the imports of these ids, and tells somebody of those that cannot be read.
	 */
	List<ImportRecord> find(List<String> ids, Consumer<DamagedRowException> damaged) {
		return DamagedPages.readEach(ids,
				(some) -> this.jdbc.sql("select * from imports where id in (:ids)")
					.param("ids", some)
					.query(RowMappers.onWholePages("imports", "id", (row, _) -> RowMappers.importRecord(row), damaged)),
				(id) -> damaged.accept(DamagedRowException.onDamagedPage("imports", id)));
	}

	/**
	 * Returns imports, newest first, and as many that cannot be read, at most.
	 */
	public ImportRecords.FoundImports newest(Optional<ImportState> state, Predicate<ImportRecord> wanted, int limit) {
		List<ImportRecord> records = new ArrayList<>();
		Map<String, DamagedRowException> damaged = new LinkedHashMap<>();
		List<String> ids = before(LAST_ID, state);
		while (!ids.isEmpty() && records.size() < limit) {
			find(ids, (row) -> damaged.put(row.key(), row)).stream()
				.filter((record) -> state.filter((it) -> it != record.progress().state()).isEmpty())
				.filter(wanted)
				.sorted(Comparator.comparing(ImportRecord::id).reversed())
				.limit(limit - records.size())
				.forEach(records::add);
			ids = before(ids.getLast(), state);
		}
		return new ImportRecords.FoundImports(records, damaged.values().stream().limit(limit).toList());
	}

	/**
	 * Returns the import in a state that was made first, of those that can be read.
	 */
	Optional<ImportRecord> oldest(ImportState state) {
		List<String> ids = after("", state, LAST_ID);
		while (!ids.isEmpty()) {
			Optional<ImportRecord> oldest = find(ids, (_) -> {
			}).stream()
				.filter((record) -> record.progress().state() == state)
				.min(Comparator.comparing((it) -> it.progress().receivedAt()));
			if (oldest.isPresent()) {
				return oldest;
			}
			ids = after(ids.getLast(), state, LAST_ID);
		}
		return Optional.empty();
	}

	/**
	 * Counts the imports in each state that can be read.
	 */
	public Map<ImportState, Long> counts() {
		Map<ImportState, Long> counts = new EnumMap<>(ImportState.class);
		Stream.of(ImportState.values()).forEach((state) -> counts.put(state, 0L));
		for (List<String> ids = after("", LAST_ID); !ids.isEmpty(); ids = after(ids.getLast(), LAST_ID)) {
			DamagedPages.readEach(ids,
					(some) -> this.jdbc.sql("select id, state from imports where id in (:ids)")
						.param("ids", some)
						.query(RowMappers.onWholePages("imports", "id",
								(row, _) -> RowMappers.state(row.getString("state")), (_) -> {
								})),
					(_) -> {
					})
				.forEach((state) -> counts.merge(state, 1L, Long::sum));
		}
		return counts;
	}

	/**
	 * Returns the next ids of imports in a state, which grow with time; with those in
	 * other states, where the index of states cannot be read.
	 */
	public List<String> after(String id, ImportState state, String end) {
		return DamagedPages.past(() -> ids("""
				select id from imports
				where state = :state and id > :id and id < :end
				order by id
				limit :limit
				""", id, state.label(), end), () -> after(id, end));
	}

	/**
	 * Returns the next ids of imports.
	 */
	private List<String> after(String id, String end) {
		return ids("""
				select id from imports
				where id > :id and id < :end
				order by id
				limit :limit
				""", id, "", end);
	}

	private List<String> before(String id, Optional<ImportState> state) {
		Supplier<List<String>> all = () -> ids("""
				select id from imports
				where id < :id
				order by id desc
				limit :limit
				""", id, "", "");
		return state.map((it) -> DamagedPages.past(() -> ids("""
				select id from imports
				where state = :state and id < :id
				order by id desc
				limit :limit
				""", id, it.label(), ""), all)).orElseGet(all);
	}

	private List<String> ids(String sql, String id, String state, String end) {
		return this.jdbc.sql(sql)
			.param("state", state)
			.param("id", id)
			.param("end", end)
			.param("limit", PAGE)
			.query((row, _) -> row.getString("id"))
			.list()
			.stream()
			.filter((read) -> read.indexOf(NO_CHARACTER) < 0)
			.toList();
	}

}
