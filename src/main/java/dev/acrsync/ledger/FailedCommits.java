package dev.acrsync.ledger;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.acrsync.database.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.TransactionException;

/**
 * Remembers for a while that the database did not take a commit: that it takes a smaller
 * one does not mean that the next event can be written down.
 */
final class FailedCommits {

	private static final Duration WHILE = Duration.ofSeconds(5);

	private final LongSupplier nanos;

	private volatile @Nullable CommitFailure last;

	FailedCommits(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Remembers if a write fails, unless the write itself is why.
	 */
	<T> T watch(Supplier<T> write) {
		try {
			return write.get();
		}
		catch (LedgerUnavailableException ex) {
			if (ex.getCause() instanceof TransactionException
					|| ex.getCause() instanceof TransientDataAccessResourceException
					|| ex.getCause() instanceof DataAccessResourceFailureException) {
				this.last = new CommitFailure(ex, this.nanos.getAsLong());
			}
			throw ex;
		}
	}

	/**
	 * An event was written down.
	 */
	void forget() {
		this.last = null;
	}

	/**
	 * Fails as the last one did, if that is not long ago.
	 */
	void requireNone() {
		CommitFailure failure = this.last;
		if (failure != null && this.nanos.getAsLong() - failure.at() < WHILE.toNanos()) {
			throw new LedgerUnavailableException(String.valueOf(failure.why().getMessage()), failure.why());
		}
	}

	private record CommitFailure(LedgerUnavailableException why, long at) {
	}

}
