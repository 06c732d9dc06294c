package dev.acrsync.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what is in the log of an embedded database into its main file, while others read
 * and write: whoever commits does not wait for that.
 */
final class WalCheckpointer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WalCheckpointer.class);

	private static final Duration INTERVAL = Duration.ofMillis(250);

	/** In pages: a checkpoint each 32 MiB costs less than one each 4 MiB. */
	private static final long DUE = 8_192;

	private final Connection connection;

	private final WriteAheadLog log;

	private final Runnable requireLinked;

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Begins, with what an earlier process has left.
	 * @param connection is used by nobody else
	 * @param requireLinked throws if somebody else has written the files
	 */
	WalCheckpointer(Connection connection, WriteAheadLog log, Runnable requireLinked) throws SQLException {
		this.connection = connection;
		this.log = log;
		this.requireLinked = requireLinked;
		checkpoint();
		this.thread = Thread.ofPlatform().daemon().name("ledger-checkpoints").start(this::run);
	}

	private void run() {
		while (!this.closed) {
			try {
				Thread.sleep(INTERVAL);
				if (this.log.waiting() >= DUE) {
					this.requireLinked.run();
					checkpoint();
				}
			}
			catch (SQLException | IOException ex) {
				// The writer makes one itself when the log is four times as long.
				logger.debug("The log of the database cannot be moved into its file now", ex);
			}
			catch (InterruptedException | UnlinkedDatabaseException ex) {
				this.closed = true;
			}
		}
	}

	private void checkpoint() throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("pragma wal_checkpoint(passive)");
		}
	}

	@Override
	public void close() throws SQLException {
		this.closed = true;
		this.thread.interrupt();
		try {
			this.thread.join(Duration.ofSeconds(10));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.connection.close();
	}

}
