package dev.acrsync.databaseinspection;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.PastInstants;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what was under way when processes ended without a word, and has not come to its
 * end since.
 */
final class CrashRecords {

	/** More than anybody reads. */
	private static final int MOST = 20;

	private final JdbcClient jdbc;

	private final DatabaseDialect dialect;

	private final Clock clock;

	CrashRecords(JdbcClient jdbc, DatabaseDialect dialect, Clock clock) {
		this.jdbc = jdbc;
		this.dialect = dialect;
		this.clock = clock;
	}

	/**
	 * Returns the first of them; none if they cannot be read, as before a migration.
	 */
	List<SuspectReport> read() {
		try {
			List<SuspectReport> crashes = new ArrayList<>(comparisons());
			crashes.addAll(imports());
			return crashes;
		}
		catch (DataAccessException _) {
			return List.of();
		}
	}

	private List<SuspectReport> imports() {
		return this.jdbc.sql("""
				select target_image, deaths, due_at from work
				where done < wanted and suspect = 1 and due_at > -1
				order by due_at
				limit :limit
				""")
			.param("limit", MOST)
			.query((row, _) -> new SuspectReport("the import to " + row.getString("target_image"), row.getInt("deaths"),
					RowMappers.instant(row.getLong("due_at"))))
			.list();
	}

	private List<SuspectReport> comparisons() {
		return ComparisonLease.dead(this.jdbc, this.dialect, new PastInstants(this.clock), this.clock)
			.map((dead) -> new SuspectReport("the comparison of the registries", dead.deaths(), dead.nextAt()))
			.stream()
			.toList();
	}

}
