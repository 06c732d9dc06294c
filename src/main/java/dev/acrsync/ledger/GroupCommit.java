package dev.acrsync.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.database.UnlinkedDatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Lets many writers share one commit: a single thread takes all the writes that wait,
 * runs them in one transaction, and answers them after it is committed. While one commit
 * is fsynced the next writes gather.
 */
final class GroupCommit implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

	private static final int WAITING = 16_384;

	private static final int TOGETHER = 1_024;

	private final BlockingQueue<LedgerWrite<?>> waiting = new ArrayBlockingQueue<>(WAITING);

	private final Consumer<List<LedgerWrite<?>>> transaction;

	private final Duration patience;

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Starts the writing thread.
	 * @param transaction runs writes in one transaction and sets the result of each; has
	 * committed when it returns, and has changed nothing when it throws
	 * @param patience how long a write may take before its writer is told that it failed
	 */
	GroupCommit(Consumer<List<LedgerWrite<?>>> transaction, Duration patience) {
		this.transaction = transaction;
		this.patience = patience;
		this.thread = Thread.ofPlatform().name("ledger-writer").start(this::run);
	}

	/**
	 * Hands in a write and waits until it is committed.
	 * @throws LedgerUnavailableException if it was not committed, or not in time; in the
	 * latter case it still may be
	 */
	<T> T write(LedgerWrite<T> write) {
		handIn(write);
		return await(write);
	}

	/**
	 * Hands in many writes at once, which share a commit as far as it takes them, and
	 * waits until all are committed.
	 * @throws LedgerUnavailableException if one of them was not committed, or not in
	 * time; others may be
	 */
	<T> List<T> writeAll(List<? extends LedgerWrite<T>> writes) {
		writes.forEach(this::handIn);
		return writes.stream().map(this::await).toList();
	}

	/**
	 * Hands in a write, and does not wait.
	 * @throws LedgerUnavailableException if too many wait
	 */
	void writeLater(LedgerWrite<?> write) {
		handIn(write);
	}

	private void handIn(LedgerWrite<?> write) {
		if (this.closed || !this.waiting.offer(write)) {
			throw new LedgerUnavailableException(this.closed ? "the ledger is closed" : "too many writes wait", null);
		}
	}

	private <T> T await(LedgerWrite<T> write) {
		try {
			return write.committed().get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new LedgerUnavailableException("the database failed: " + cause.getMessage(), cause);
		}
		catch (TimeoutException ex) {
			write.abandon();
			throw new LedgerUnavailableException("the database took longer than " + this.patience, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LedgerUnavailableException("the wait for the database was interrupted", ex);
		}
	}

	private void run() {
		List<LedgerWrite<?>> together = new ArrayList<>(TOGETHER);
		while (!this.closed || !this.waiting.isEmpty()) {
			try {
				LedgerWrite<?> first = this.waiting.poll(100, TimeUnit.MILLISECONDS);
				if (first != null) {
					together.add(first);
					this.waiting.drainTo(together, TOGETHER - 1);
					together.removeIf(LedgerWrite::isAbandoned);
					if (!together.isEmpty()) {
						commit(together);
					}
				}
			}
			catch (InterruptedException ex) {
				this.closed = true;
			}
			catch (RuntimeException | Error ex) {
				// An error too: without this thread nothing would ever be written again.
				together.forEach((write) -> write.fail(ex));
				logger.error("The ledger's writer met a fault of ours, and goes on", ex);
			}
			finally {
				together.clear();
			}
		}
	}

	private void commit(List<LedgerWrite<?>> writes) {
		try {
			this.transaction.accept(writes);
			writes.forEach(LedgerWrite::succeed);
		}
		catch (CannotCreateTransactionException | TransientDataAccessResourceException | UnlinkedDatabaseException ex) {
			writes.forEach((write) -> write.fail(ex));
		}
		catch (DataAccessResourceFailureException ex) {
			// Other connections may be good ones.
			commitEach(writes);
		}
		catch (RuntimeException ex) {
			if (writes.size() == 1) {
				writes.getFirst().fail(ex);
			}
			else {
				// One bad write must not take the others with it.
				commitEach(writes);
			}
		}
	}

	private void commitEach(List<LedgerWrite<?>> writes) {
		for (int i = 0; i < writes.size(); i++) {
			try {
				this.transaction.accept(writes.subList(i, i + 1));
				writes.get(i).succeed();
			}
			catch (CannotCreateTransactionException ex) {
				writes.subList(i, writes.size()).forEach((write) -> write.fail(ex));
				return;
			}
			catch (RuntimeException ex) {
				writes.get(i).fail(ex);
			}
		}
	}

	/**
	 * Takes no more writes, and returns when those that wait are committed.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			this.thread.join(Duration.ofSeconds(10));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
