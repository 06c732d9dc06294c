package dev.acrsync.records;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.RuleReference;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.tracing.TraceParent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads what the ledger's rows hold.
 */
public final class RowMappers {

	private static final Logger logger = LoggerFactory.getLogger(RowMappers.class);

	/**
	 * The year 2200, in milliseconds: from 1970 on so many nanoseconds can be counted.
	 */
	private static final long LATEST = 7_258_118_400_000L;

	private RowMappers() {
	}

	/**
	 * Reads all rows but those that cannot be read, which are logged: none of them hides
	 * the others.
	 * @param key the column that tells one from the other, for people
	 */
	public static <T> ResultSetExtractor<List<T>> readable(String table, String key, RowMapper<T> mapper) {
		return readable(table, key, mapper, (damaged) -> logger.error("{}", damaged.getMessage()));
	}

	/**
	 * Reads all rows but those that cannot be read, of which somebody is told.
	 */
	static <T> ResultSetExtractor<List<T>> readable(String table, String key, RowMapper<T> mapper,
			Consumer<DamagedRowException> damaged) {
		return (rows) -> all(rows, table, key, mapper, damaged, true);
	}

	/**
	 * Does the same, but fails at a damaged page.
	 */
	public static <T> ResultSetExtractor<List<T>> onWholePages(String table, String key, RowMapper<T> mapper,
			Consumer<DamagedRowException> damaged) {
		return (rows) -> all(rows, table, key, mapper, damaged, false);
	}

	private static <T> List<T> all(ResultSet rows, String table, String key, RowMapper<T> mapper,
			Consumer<DamagedRowException> damaged, boolean upToDamage) throws SQLException {
		List<T> read = new ArrayList<>();
		String latest = "";
		while (upToDamage ? isAtNext(rows, table, latest, damaged) : rows.next()) {
			latest = rows.getString(key);
			try {
				read.add(undamaged(table, latest, () -> mapper.mapRow(rows, read.size())));
			}
			catch (DamagedRowException ex) {
				damaged.accept(ex);
			}
		}
		return read;
	}

	/**
	 * Shows all rows but those that cannot be read, which are logged, one after the other
	 * to a visitor.
	 */
	public static <T> RowCallbackHandler visiting(String table, String key, RowReader<T> reader, Consumer<T> visitor) {
		return (row) -> {
			try {
				visitor.accept(undamaged(table, row.getString(key), () -> reader.read(row)));
			}
			catch (DamagedRowException ex) {
				logger.error("{}", ex.getMessage());
			}
		};
	}

	/**
	 * What comes behind a damaged page is not read.
	 */
	private static boolean isAtNext(ResultSet rows, String table, String latest, Consumer<DamagedRowException> damaged)
			throws SQLException {
		try {
			return rows.next();
		}
		catch (SQLException ex) {
			if (!DamagedPages.isCauseOf(ex)) {
				throw ex;
			}
			damaged.accept(new DamagedRowException(table, "after " + latest, "a page of the database is damaged"));
			return false;
		}
	}

	/**
	 * Reads a row.
	 * @throws DamagedRowException if it cannot be read
	 */
	public static <T> T undamaged(String table, String key, ResultReader<T> reading) throws SQLException {
		try {
			return reading.read();
		}
		catch (DamagedRowException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new DamagedRowException(table, key, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Reads an import.
	 * @throws DamagedRowException if it cannot be read
	 */
	public static ImportRecord importRecord(ResultSet row) throws SQLException {
		return undamaged("imports", row.getString("id"), () -> readImport(row));
	}

	private static ImportRecord readImport(ResultSet row) throws SQLException {
		return new ImportRecord(row.getString("id"), push(row), target(row), progress(row));
	}

	private static Push push(ResultSet row) throws SQLException {
		TaggedImage image = new TaggedImage(new RegistryHost(row.getString("registry")),
				new RepositoryName(row.getString("repository")), new Tag(row.getString("tag")));
		return new Push(row.getString("event"), ImportOrigin.of(row.getString("origin")),
				text(row, "door").map(EventDoor::of), row.getString("source"), image,
				new Digest(row.getString("digest")), time(row, "pushed_at").orElseThrow(),
				TraceParent.of(row.getString("traceparent")));
	}

	private static TargetImage target(ResultSet row) throws SQLException {
		Destination destination = new Destination(row.getString("target"),
				new RepositoryName(row.getString("target_repository")),
				Overwrite.valueOf(row.getString("overwrite").replace('-', '_').toUpperCase(Locale.ROOT)));
		return new TargetImage(destination, TaggedImage.parse(row.getString("target_image")),
				RuleReference.of(row.getString("rule")));
	}

	private static ImportProgress progress(ResultSet row) throws SQLException {
		String message = text(row, "error_message").orElse("");
		return new ImportProgress(state(row.getString("state")), row.getInt("attempts"),
				text(row, "imported_digest").map(Digest::new),
				text(row, "error_code").map((code) -> new ImportProgress.RecordedFailure(code, message)),
				text(row, "operation"), time(row, "received_at").orElseThrow(), time(row, "next_attempt_at"),
				time(row, "finished_at"));
	}

	public static ImportState state(String label) {
		return ImportState.valueOf(label.toUpperCase(Locale.ROOT));
	}

	public static String label(Overwrite overwrite) {
		return overwrite.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	public static Optional<String> text(ResultSet row, String column) throws SQLException {
		return Optional.ofNullable(row.getString(column));
	}

	public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? Optional.empty() : Optional.of(instant(millis));
	}

	/**
	 * Bounds what is stored, so that whoever counts with it does not come out of range.
	 */
	public static Instant instant(long millis) {
		return Instant.ofEpochMilli(Math.clamp(millis, 0, LATEST));
	}

	/**
	 * Reads the row that a result set stands at.
	 *
	 * @param <T> what it holds
	 */
	@FunctionalInterface
	public interface ResultReader<T> {

		T read() throws SQLException;

	}

	/**
	 * Reads the row that it is given.
	 *
	 * @param <T> what it holds
	 */
	@FunctionalInterface
	public interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
