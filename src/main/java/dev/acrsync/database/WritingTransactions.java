package dev.acrsync.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The ledger's transactions: each states what it needs, whatever a server, its
 * administrator or a pooler has set, and returns only if what it committed will be there
 * after a restart.
 */
public final class WritingTransactions implements TransactionOperations {

	private static final Logger logger = LoggerFactory.getLogger(WritingTransactions.class);

	private static final String READ_ONLY = "25006";

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final TransactionOperations transactions;

	private final JdbcOperations jdbc;

	private final HikariDataSource pool;

	private final DatabaseFiles files;

	private final DamagedPages damaged;

	private final Optional<String> needs;

	private final FullDisk disk;

	private long emptiedAt = System.nanoTime() - PAUSE.toNanos();

	public WritingTransactions(TransactionOperations transactions, JdbcOperations jdbc, HikariDataSource pool,
			DatabaseFiles files, DamagedPages damaged) {
		this.transactions = transactions;
		this.jdbc = jdbc;
		this.pool = pool;
		this.files = files;
		this.damaged = damaged;
		DatabaseDialect dialect = DatabaseDialect.of(pool);
		this.needs = dialect.transactionNeeds();
		this.disk = new FullDisk(dialect.file(pool.getJdbcUrl()));
	}

	@Override
	public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
		this.files.requireLinked();
		T result = executeOrExplain(action);
		this.files.requireLinked();
		return result;
	}

	private <T extends @Nullable Object> T executeOrExplain(TransactionCallback<T> action) {
		try {
			return executeAgainIfItHelps(action);
		}
		catch (RuntimeException ex) {
			throw this.disk.explain(ex);
		}
	}

	private <T extends @Nullable Object> T executeAgainIfItHelps(TransactionCallback<T> action) {
		while (true) {
			int known = this.damaged.count();
			try {
				return executeOnce(action);
			}
			catch (RuntimeException ex) {
				if (isReadOnly(ex)) {
					return executeOnFreshConnections(action, ex);
				}
				if (this.damaged.count() == known) {
					throw ex;
				}
				logger.error(
						"The database has a page that cannot be read, and is stepped over from now on."
								+ " Restore a backup, or have the readable rest copied: docs/durability.md ({})",
						ex.getMessage());
			}
		}
	}

	private <T extends @Nullable Object> T executeOnce(TransactionCallback<T> action) {
		return this.transactions.execute((status) -> {
			this.needs.ifPresent(this.jdbc::execute);
			return action.doInTransaction(status);
		});
	}

	/**
	 * A session keeps the default that it has begun with: only new ones see that a server
	 * takes writes again.
	 */
	private <T extends @Nullable Object> T executeOnFreshConnections(TransactionCallback<T> action,
			RuntimeException readOnly) {
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		if (connections != null && System.nanoTime() - this.emptiedAt >= PAUSE.toNanos()) {
			this.emptiedAt = System.nanoTime();
			connections.softEvictConnections();
			try {
				return executeOnce(action);
			}
			catch (RuntimeException ex) {
				if (!isReadOnly(ex)) {
					throw ex;
				}
			}
		}
		throw new TransientDataAccessResourceException("The database takes no writes at present", readOnly);
	}

	private static boolean isReadOnly(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException exception && READ_ONLY.equals(exception.getSQLState())) {
				return true;
			}
		}
		return false;
	}

}
