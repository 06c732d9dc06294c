package dev.acrsync.database;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Runs the reads that may go through all of the ledger, two at a time, however many are
 * asked for, and on threads of their own. The embedded database is read by native code,
 * which holds the thread that it runs on: a few virtual ones would hold all processors,
 * and keep events from being answered. And the writer always finds a connection.
 */
public final class SlowReads implements AutoCloseable {

	private static final int TOGETHER = 2;

	private final ExecutorService threads = Executors.newFixedThreadPool(TOGETHER,
			Thread.ofPlatform().daemon().name("ledger-reads-", 0).factory());

	/**
	 * Reads, and waits for it.
	 * @throws RuntimeException as the read does
	 */
	public <T> T read(Supplier<T> read) {
		Future<T> result = submit(read);
		try {
			return result.get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			result.cancel(false);
			Thread.currentThread().interrupt();
			throw new TransientDataAccessResourceException("The wait for a read was interrupted", ex);
		}
	}

	private <T> Future<T> submit(Supplier<T> read) {
		try {
			return this.threads.submit(read::get);
		}
		catch (RejectedExecutionException ex) {
			throw new TransientDataAccessResourceException("The ledger is closed", ex);
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
