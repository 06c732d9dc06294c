package dev.acrsync.database;

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
 * nobody else sees; who cuts or overwrites its log does with one that the next start does
 * not take for whole, and who overwrites the main file with what nobody reads together
 * with the log: whatever it commits then is gone with the process.
 */
public final class DatabaseFiles implements AutoCloseable {

	/** While its connection is open nothing but a stranger removes the log. */
	private final @Nullable WalCheckpointer checkpoints;

	private final @Nullable WriteAheadLog log;

	private final @Nullable CheckpointedFile main;

	private final Map<Path, Object> keys;

	private final DatabaseLock lock;

	private volatile @Nullable UnlinkedDatabaseException lost;

	private DatabaseFiles(DatabaseLock lock) {
		this.lock = lock;
		this.checkpoints = null;
		this.log = null;
		this.main = null;
		this.keys = Map.of();
	}

	private DatabaseFiles(Path database, DatabaseLock lock) throws IOException, SQLException {
		this.lock = lock;
		Connection guard = DriverManager.getConnection("jdbc:sqlite:" + database);
		try (Statement statement = guard.createStatement()) {
			statement.execute("select count(*) from sqlite_schema");
		}
		Path real = database.toRealPath();
		Path log = real.resolveSibling(real.getFileName() + "-wal");
		this.log = new WriteAheadLog(log, real.resolveSibling(real.getFileName() + "-shm"));
		this.main = new CheckpointedFile(real, this.log);
		Map<Path, Object> keys = new LinkedHashMap<>();
		for (Path file : new Path[] { database, log }) {
			Object key = key(file);
			if (key != null) {
				keys.put(file, key);
			}
		}
		this.keys = keys;
		this.checkpoints = new WalCheckpointer(guard, this.log, this::requireLinked);
	}

	/**
	 * Watches a database from now on, if it is a file.
	 * @throws UndurableDatabaseException if it cannot be opened
	 */
	public static DatabaseFiles watch(Optional<Path> database, DatabaseLock lock) {
		return database.map((it) -> watch(it, lock)).orElseGet(() -> new DatabaseFiles(lock));
	}

	private static DatabaseFiles watch(Path database, DatabaseLock lock) {
		try {
			return new DatabaseFiles(database, lock);
		}
		catch (SQLException | IOException ex) {
			throw new UndurableDatabaseException(
					new FullDisk(Optional.of(database)).find(ex)
						.orElse("spring.datasource.url names " + database + ", which cannot be opened (" + ex + ")"),
					ex);
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
		if (this.main != null && !this.lock.isKept()) {
			return UnlinkedDatabaseException.taken(this.main.path());
		}
		for (Map.Entry<Path, Object> entry : this.keys.entrySet()) {
			if (!entry.getValue().equals(key(entry.getKey()))) {
				return new UnlinkedDatabaseException(entry.getKey(), "removed or replaced");
			}
		}
		if (this.log != null && !this.log.isWhole()) {
			return new UnlinkedDatabaseException(this.log.path(), "cut or overwritten");
		}
		return (this.main == null || this.main.isWhole()) ? null
				: new UnlinkedDatabaseException(this.main.path(), "overwritten");
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
		if (this.checkpoints != null) {
			this.checkpoints.close();
		}
		if (this.log != null) {
			this.log.close();
		}
	}

}
