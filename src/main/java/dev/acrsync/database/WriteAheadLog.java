package dev.acrsync.database;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The log of an embedded database, compared with the index that SQLite keeps of it: who
 * cuts or overwrites the log in place takes from it what SQLite has committed there, and
 * SQLite does not see that. See https://sqlite.org/walformat.html.
 */
final class WriteAheadLog implements AutoCloseable {

	private static final int TRIES = 5;

	private static final int HEADER = 32;

	private static final int FRAME_HEADER = 24;

	private static final int INDEX_HEADER = 48;

	private static final int PAGE_SIZE = 14;

	private static final int LAST_FRAME = 16;

	private static final int CHECKSUM = 24;

	private static final int SALT = 32;

	private static final int BACKFILLED = 96;

	private static final int ATTEMPTED = 128;

	private final Path path;

	private final RandomAccessFile log;

	/**
	 * Stays open as long as the database is in use: closing it would end the locks that
	 * SQLite has on it.
	 */
	private final RandomAccessFile index;

	WriteAheadLog(Path log, Path index) throws IOException {
		this.path = log;
		this.log = new RandomAccessFile(log.toFile(), "r");
		this.index = new RandomAccessFile(index.toFile(), "r");
	}

	Path path() {
		return this.path;
	}

	/**
	 * Tells whether what was committed last is in the log, and the log has its beginning.
	 * Costs some microseconds.
	 */
	synchronized boolean isWhole() {
		try {
			for (int i = 0; i < TRIES; i++) {
				byte[] seen = read(this.index, 0, 2 * INDEX_HEADER);
				if (holds(ByteBuffer.wrap(seen).order(ByteOrder.nativeOrder()))) {
					return true;
				}
				// It differs while somebody writes, or resets the log.
				if (isWritten(seen) && Arrays.equals(seen, read(this.index, 0, seen.length))) {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns how far the log was moved into the main file.
	 */
	synchronized WalCheckpoint checkpoint() throws IOException {
		ByteBuffer seen = index();
		return new WalCheckpoint(seen.getLong(SALT), seen.getInt(BACKFILLED), seen.getInt(ATTEMPTED));
	}

	/**
	 * Returns how many pages of the log wait to be moved.
	 */
	synchronized long waiting() throws IOException {
		ByteBuffer seen = index();
		return Integer.toUnsignedLong(seen.getInt(LAST_FRAME)) - Integer.toUnsignedLong(seen.getInt(BACKFILLED));
	}

	private ByteBuffer index() throws IOException {
		return ByteBuffer.wrap(read(this.index, 0, ATTEMPTED + 4)).order(ByteOrder.nativeOrder());
	}

	private static boolean isWritten(byte[] seen) {
		return Arrays.equals(seen, 0, INDEX_HEADER, seen, INDEX_HEADER, seen.length);
	}

	private boolean holds(ByteBuffer seen) throws IOException {
		long last = Integer.toUnsignedLong(seen.getInt(LAST_FRAME));
		if (last == 0) {
			return true;
		}
		int size = Short.toUnsignedInt(seen.getShort(PAGE_SIZE));
		long page = (size == 1) ? 65_536 : size;
		byte[] salt = Arrays.copyOfRange(seen.array(), SALT, SALT + 8);
		try {
			ByteBuffer frame = ByteBuffer
				.wrap(read(this.log, HEADER + (last - 1) * (FRAME_HEADER + page), FRAME_HEADER));
			return Arrays.equals(read(this.log, 16, 8), salt) && Arrays.equals(frame.array(), 8, 16, salt, 0, 8)
					&& frame.getInt(16) == seen.getInt(CHECKSUM) && frame.getInt(20) == seen.getInt(CHECKSUM + 4);
		}
		catch (EOFException ex) {
			return false;
		}
	}

	private static byte[] read(RandomAccessFile file, long position, int length) throws IOException {
		byte[] read = new byte[length];
		file.seek(position);
		file.readFully(read);
		return read;
	}

	@Override
	public void close() throws IOException {
		this.log.close();
		this.index.close();
	}

	/**
	 * How far which log was moved into the main file.
	 *
	 * @param salt tells one log from the next
	 * @param moved how many pages were
	 * @param attempted how many were to be
	 */
	record WalCheckpoint(long salt, int moved, int attempted) {

		boolean isRunning() {
			return this.moved != this.attempted;
		}

	}

}
