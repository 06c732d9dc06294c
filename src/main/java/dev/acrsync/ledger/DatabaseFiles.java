package dev.acrsync.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Watches whether an embedded database is still where the next start looks for it. Who
 * removes or replaces its files under the running service leaves it with files that
 * nobody else sees, and who cuts or overwrites its log with one that the next start does
 * not take for whole: whatever it commits there is gone with the process.
 */
final class DatabaseFiles implements AutoCloseable {

	/** While it is open nothing but a stranger removes the log. */
	private final @Nullable Connection guard;

	private final @Nullable WriteAheadLog log;

	private final Map<Path, Object> keys;

	private volatile @Nullable UnlinkedDatabaseException lost;

	private DatabaseFiles(@Nullable Connection guard, @Nullable WriteAheadLog log, Map<Path, Object> keys) {
		this.guard = guard;
		this.log = log;
		this.keys = keys;
	}

	/**
	 * Watches a database from now on, if it is a file.
	 * @throws UndurableDatabaseException if it cannot be opened
	 */
	static DatabaseFiles watch(Optional<Path> database) {
		return database.map(DatabaseFiles::watch).orElseGet(() -> new DatabaseFiles(null, null, Map.of()));
	}

	private static DatabaseFiles watch(Path database) {
		try {
			Connection guard = DriverManager.getConnection("jdbc:sqlite:" + database);
			try (Statement statement = guard.createStatement()) {
				statement.execute("select count(*) from sqlite_schema");
			}
			Map<Path, Object> keys = new LinkedHashMap<>();
			Path real = database.toRealPath();
			Path log = real.resolveSibling(real.getFileName() + "-wal");
			for (Path file : new Path[] { database, log }) {
				Object key = key(file);
				if (key != null) {
					keys.put(file, key);
				}
			}
			return new DatabaseFiles(guard, new WriteAheadLog(log, real.resolveSibling(real.getFileName() + "-shm")),
					keys);
		}
		catch (SQLException | IOException ex) {
			throw new UndurableDatabaseException(
					"spring.datasource.url names " + database + ", which cannot be opened (" + ex + ")", ex);
		}
	}

	/**
	 * Makes sure that what was committed will be found by the next start. Costs some
	 * microseconds. What was lost once stays so until the next start, even if it is put
	 * back: connections may have been opened to what took its place.
	 * @throws UnlinkedDatabaseException if it will not
	 */
	void requireLinked() {
		if (this.lost == null) {
			this.lost = look();
		}
		UnlinkedDatabaseException lost = this.lost;
		if (lost != null) {
			throw new UnlinkedDatabaseException(lost);
		}
	}

	private @Nullable UnlinkedDatabaseException look() {
		for (Map.Entry<Path, Object> entry : this.keys.entrySet()) {
			if (!entry.getValue().equals(key(entry.getKey()))) {
				return new UnlinkedDatabaseException(entry.getKey(), "removed or replaced");
			}
		}
		return (this.log == null || this.log.isWhole()) ? null
				: new UnlinkedDatabaseException(this.log.path(), "cut or overwritten");
	}

	private static @Nullable Object key(Path file) {
		try {
			return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public void close() throws SQLException, IOException {
		if (this.guard != null) {
			this.guard.close();
		}
		if (this.log != null) {
			this.log.close();
		}
	}

}
