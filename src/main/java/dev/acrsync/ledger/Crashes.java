package dev.acrsync.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what was under way when processes ended without a word, and has not come to its
 * end since.
 */
final class Crashes {

	/** More than anybody reads. */
	private static final int MOST = 20;

	private final JdbcClient jdbc;

	private final Database database;

	private final Clock clock;

	Crashes(JdbcClient jdbc, Database database, Clock clock) {
		this.jdbc = jdbc;
		this.database = database;
		this.clock = clock;
	}

	/**
	 * Returns the first of them; none if they cannot be read, as before a migration.
	 */
	List<Crash> read() {
		try {
			List<Crash> crashes = new ArrayList<>(comparisons());
			crashes.addAll(imports());
			return crashes;
		}
		catch (DataAccessException _) {
			return List.of();
		}
	}

	private List<Crash> imports() {
		return this.jdbc.sql("""
				select target_image, deaths, due_at from work
				where done < wanted and suspect = 1 and due_at > -1
				order by due_at
				limit :limit
				""")
			.param("limit", MOST)
			.query((row, _) -> new Crash("the import to " + row.getString("target_image"), row.getInt("deaths"),
					Rows.instant(row.getLong("due_at"))))
			.list();
	}

	private List<Crash> comparisons() {
		return Passes.dead(this.jdbc, this.database, new PastInstants(this.clock), this.clock)
			.map((dead) -> new Crash("the comparison of the registries", dead.deaths(), dead.nextAt()))
			.stream()
			.toList();
	}

}
