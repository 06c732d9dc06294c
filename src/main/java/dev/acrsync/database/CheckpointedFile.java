package dev.acrsync.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * The main file of an embedded database, which nothing but SQLite's checkpoints writes:
 * who writes it without one has put something else in its place.
 */
final class CheckpointedFile {

	private final Path path;

	private final WriteAheadLog log;

	private FileObservation seen;

	CheckpointedFile(Path path, WriteAheadLog log) throws IOException {
		this.path = path;
		this.log = log;
		this.seen = see();
	}

	Path path() {
		return this.path;
	}

	/**
	 * Tells whether nobody else has written it since it was looked at last. Costs some
	 * microseconds.
	 */
	synchronized boolean isWhole() {
		try {
			FileObservation now = see();
			// A checkpoint is announced before it writes, and told when it has.
			boolean whole = now.isSameFile(this.seen) || this.seen.checkpoint().isRunning()
					|| !now.checkpoint().equals(this.seen.checkpoint())
					|| !now.checkpoint().equals(this.log.checkpoint());
			if (whole) {
				this.seen = now;
			}
			return whole;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private FileObservation see() throws IOException {
		WriteAheadLog.WalCheckpoint checkpoint = this.log.checkpoint();
		BasicFileAttributes file = Files.readAttributes(this.path, BasicFileAttributes.class);
		return new FileObservation(checkpoint, file.lastModifiedTime(), file.size());
	}

	/**
	 * The file, and which checkpoint had written it before that.
	 */
	private record FileObservation(WriteAheadLog.WalCheckpoint checkpoint, FileTime modified, long size) {

		boolean isSameFile(FileObservation other) {
			return this.modified.equals(other.modified) && this.size == other.size;
		}

	}

}
