package dev.acrsync.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads imports past pages that cannot be read, from one id to the next: ids are on pages
 * of their own.
 */
final class ReadableImports {

	private static final int PAGE = 500;

	private static final String LAST_ID = "g";

	private final JdbcClient jdbc;

	ReadableImports(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Returns the imports of these ids, and tells somebody of those that cannot be read.
	 */
	List<ImportRecord> find(List<String> ids, Consumer<DamagedRowException> damaged) {
		return DamagedPages.readEach(ids,
				(some) -> this.jdbc.sql("select * from imports where id in (:ids)")
					.param("ids", some)
					.query(Rows.onWholePages("imports", "id", (row, _) -> Rows.importRecord(row), damaged)),
				(id) -> damaged.accept(new DamagedRowException("imports", id, "its page in the database is damaged")));
	}

	/**
	 * Returns imports, newest first, and as many that cannot be read, at most.
	 */
	ImportRecords.Found newest(Optional<State> state, Predicate<ImportRecord> wanted, int limit) {
		List<ImportRecord> records = new ArrayList<>();
		Map<String, DamagedRowException> damaged = new LinkedHashMap<>();
		List<String> ids = before(LAST_ID, state);
		while (!ids.isEmpty() && records.size() < limit) {
			find(ids, (row) -> damaged.put(row.key(), row)).stream()
				.filter(wanted)
				.sorted(Comparator.comparing(ImportRecord::id).reversed())
				.limit(limit - records.size())
				.forEach(records::add);
			ids = before(ids.getLast(), state);
		}
		return new ImportRecords.Found(records, damaged.values().stream().limit(limit).toList());
	}

	/**
	 * Returns the import in a state that was made first, of those that can be read.
	 */
	Optional<ImportRecord> oldest(State state) {
		List<String> ids = after("", state, LAST_ID);
		while (!ids.isEmpty()) {
			Optional<ImportRecord> oldest = find(ids, (_) -> {
			}).stream().min(Comparator.comparing(ImportRecord::receivedAt));
			if (oldest.isPresent()) {
				return oldest;
			}
			ids = after(ids.getLast(), state, LAST_ID);
		}
		return Optional.empty();
	}

	/**
	 * Returns the next ids of imports in a state, which grow with time.
	 */
	List<String> after(String id, State state, String end) {
		return this.jdbc.sql("""
				select id from imports
				where state = :state and id > :id and id < :end
				order by id
				limit :limit
				""")
			.param("state", state.label())
			.param("id", id)
			.param("end", end)
			.param("limit", PAGE)
			.query((row, _) -> row.getString("id"))
			.list();
	}

	private List<String> before(String id, Optional<State> state) {
		return this.jdbc
			.sql("select id from imports where id < :id " + (state.isPresent() ? "and state = :state " : "")
					+ "order by id desc limit :limit")
			.param("id", id)
			.param("state", state.map(State::label).orElse(""))
			.param("limit", PAGE)
			.query((row, _) -> row.getString("id"))
			.list();
	}

}
