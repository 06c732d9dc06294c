package dev.acrsync.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process off the embedded database, which takes it that it is alone: it
 * takes over all leases at its start. The lock ends with the process, however that ends.
 */
final class DatabaseLock implements AutoCloseable {

	private final @Nullable FileChannel channel;

	private DatabaseLock(@Nullable FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Locks the database if it is a file.
	 * @throws UndurableDatabaseException if another process has it, or its directory
	 * cannot be written to
	 */
	static DatabaseLock take(Optional<Path> database) {
		return new DatabaseLock(database.map(DatabaseLock::lock).orElse(null));
	}

	/**
	 * Tells whether another process has the database. Not to be asked by the process that
	 * has it, which would lose it by that.
	 * @throws IOException if the lock cannot be looked at
	 */
	static boolean isTaken(Path database) throws IOException {
		Path file = file(database);
		if (!Files.exists(file)) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			return tryLock(channel) == null;
		}
	}

	private static Path file(Path database) {
		return database.resolveSibling(database.getFileName() + ".lock");
	}

	private static FileChannel lock(Path database) {
		Path file = file(database);
		try {
			Files.createDirectories(file.getParent());
			FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			if (tryLock(channel) == null) {
				channel.close();
				throw new UndurableDatabaseException("another process has " + database
						+ " open: stop it first, or use PostgreSQL for several replicas");
			}
			return channel;
		}
		catch (IOException ex) {
			throw new UndurableDatabaseException("spring.datasource.url names " + database
					+ ", which cannot be written to (" + ex + "): let this service's user write to " + file.getParent(),
					ex);
		}
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		if (this.channel != null) {
			this.channel.close();
		}
	}

}
