package dev.acrsync.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Says that a disk is full, whose, and what to do, where a database says only that
 * something failed.
 */
final class FullDisk {

	private static final int SQLITE_IOERR = 10;

	private static final int SQLITE_FULL = 13;

	private static final String POSTGRESQL_FULL = "53100";

	private static final int LITTLE = 1024 * 1024;

	private static final int MOST = 200;

	private static final String DOCS = "docs/durability.md#a-full-disk";

	private final Optional<Path> file;

	/**
	 * Knows the disk of a database.
	 * @param file the database, if it is embedded
	 */
	FullDisk(Optional<Path> file) {
		this.file = file;
	}

	/**
	 * Returns what is to be thrown: what says so, or what was thrown.
	 */
	RuntimeException explain(RuntimeException failure) {
		return find(failure).<RuntimeException>map((it) -> new TransientDataAccessResourceException(it, failure))
			.orElse(failure);
	}

	/**
	 * Returns what says so, if that is what a failure comes from.
	 */
	Optional<String> find(Throwable failure) {
		Optional<String> found = Optional.empty();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Optional<String> reason = (cause instanceof SQLException exception) ? reason(exception) : Optional.empty();
			// The innermost names the file; those around it repeat the statement.
			found = reason.isPresent() ? reason : found;
		}
		return found;
	}

	private Optional<String> reason(SQLException exception) {
		return this.file.isPresent() ? embedded(exception, this.file.get()) : ofServer(exception);
	}

	private static Optional<String> embedded(SQLException exception, Path file) {
		int code = exception.getErrorCode() & 0xff;
		return (code == SQLITE_FULL || (code == SQLITE_IOERR && free(file) < LITTLE)) ? Optional
			.of("The disk on acr-sync's side is full: %s and %s-wal cannot grow, with %d KiB free. Make room or enlarge the volume: %s"
				.formatted(file, file.getFileName(), free(file) / 1024, DOCS)) : Optional.empty();
	}

	private static Optional<String> ofServer(SQLException exception) {
		if (!POSTGRESQL_FULL.equals(exception.getSQLState())) {
			return Optional.empty();
		}
		String said = String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
		return Optional.of("The disk on the PostgreSQL server's side is full (%s). Have its administrator make room: %s"
			.formatted(said.substring(0, Math.min(MOST, said.length())), DOCS));
	}

	private static long free(Path file) {
		try {
			return Files.getFileStore(file).getUsableSpace();
		}
		catch (IOException _) {
			return Long.MAX_VALUE;
		}
	}

}
