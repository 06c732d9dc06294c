package dev.acrsync.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process off the embedded database, which takes it that it is alone: it
 * takes over all leases at its start. The lock ends with the process, however that ends.
 */
public final class DatabaseLock implements AutoCloseable {

	private final @Nullable Path database;

	private @Nullable FileChannel channel;

	private @Nullable Object key;

	private DatabaseLock(@Nullable Path database, @Nullable FileChannel channel) {
		this.database = database;
		this.channel = channel;
		this.key = (database != null) ? key(file(database)) : null;
	}

	/**
	 * Locks the database if it is a file.
	 * @throws UndurableDatabaseException if another process has it, or its directory
	 * cannot be written to
	 */
	public static DatabaseLock take(Optional<Path> database) {
		return database.map((it) -> new DatabaseLock(it, lock(it))).orElseGet(() -> new DatabaseLock(null, null));
	}

	/**
	 * Tells whether another process has the database. Not to be asked by the process that
	 * has it, which would lose it by that.
	 * @throws IOException if the lock cannot be looked at
	 */
	public static boolean isTaken(Path database) throws IOException {
		Path file = file(database);
		if (!Files.exists(file)) {
			return false;
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			return tryLock(channel) == null;
		}
	}

	/**
	 * Tells whether others are still kept off. Where somebody has removed the file of the
	 * lock, it is made and locked again. Costs some microseconds.
	 * @return false if another process was quicker
	 */
	synchronized boolean isKept() {
		if (this.database == null || this.channel == null) {
			return true;
		}
		Object found = key(file(this.database));
		if (found != null && found.equals(this.key)) {
			return true;
		}
		try {
			FileChannel again = open(this.database);
			if (tryLock(again) == null) {
				again.close();
				return false;
			}
			this.channel.close();
			this.channel = again;
			this.key = key(file(this.database));
			return true;
		}
		catch (IOException ex) {
			// Where nobody can make it nobody else has it
			return true;
		}
	}

	private static Path file(Path database) {
		return database.resolveSibling(database.getFileName() + ".lock");
	}

	private static FileChannel open(Path database) throws IOException {
		return FileChannel.open(file(database), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	private static FileChannel lock(Path database) {
		Path directory = file(database).getParent();
		try {
			Files.createDirectories(directory);
			FileChannel channel = open(database);
			if (tryLock(channel) == null) {
				channel.close();
				throw new UndurableDatabaseException("another process has " + database
						+ " open: stop it first, or use PostgreSQL for several replicas");
			}
			return channel;
		}
		catch (IOException ex) {
			throw new UndurableDatabaseException("spring.datasource.url names " + database
					+ ", which cannot be written to (" + ex + "): let this service's user write to " + directory, ex);
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

	private static @Nullable Object key(Path file) {
		try {
			return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public synchronized void close() throws IOException {
		if (this.channel != null) {
			this.channel.close();
			this.channel = null;
		}
	}

}
