package dev.acrsync.database;

import java.nio.file.Path;
import java.util.Optional;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What differs between the databases that the ledger runs on.
 */
public enum DatabaseDialect {

	/**
	 * Embedded. One writer at a time; readers see the last commit (write-ahead log).
	 */
	SQLITE {

		@Override
		public void prepare(HikariDataSource dataSource) {
			dataSource.addDataSourceProperty("journal_mode", "WAL");
			dataSource.addDataSourceProperty("synchronous", "FULL");
			dataSource.addDataSourceProperty("busy_timeout", "3000");
			// In KiB: so much that a write finds the pages of its indexes in memory.
			dataSource.addDataSourceProperty("cache_size", "-16384");
			// In pages: Checkpoints are sooner, unless they fail.
			if (dataSource.getConnectionInitSql() == null) {
				dataSource.setConnectionInitSql("pragma wal_autocheckpoint = 32768");
			}
		}

		@Override
		public void requireDurable(JdbcClient jdbc) {
			require(jdbc, "pragma journal_mode", "wal");
			require(jdbc, "pragma synchronous", "2");
		}

		@Override
		public void requireSessions(DataSource dataSource) {
			JdbcClient jdbc = JdbcClient.create(dataSource);
			jdbc.sql("begin immediate").update();
			jdbc.sql("rollback").update();
		}

		@Override
		public void requireReadable(JdbcClient jdbc) {
			for (String table : jdbc.sql("select name from sqlite_schema where type = 'table'")
				.query(String.class)
				.list()) {
				String rows = "select * from \"" + table + "\" not indexed order by rowid ";
				try {
					jdbc.sql(rows + "limit 1").query().listOfRows();
				}
				catch (DataAccessException ex) {
					// One end may be damaged, and all behind it good.
					jdbc.sql(rows + "desc limit 1").query().listOfRows();
				}
			}
		}

		@Override
		public Optional<String> transactionNeeds() {
			return Optional.empty();
		}

		@Override
		public boolean isShared() {
			return false;
		}

		@Override
		public Optional<String> lockWork() {
			return Optional.empty();
		}

		@Override
		public String leaseClock() {
			return ":now";
		}

		@Override
		public String skipLocked() {
			return "";
		}

	},

	/**
	 * PostgreSQL, which several replicas may share.
	 */
	POSTGRESQL {

		@Override
		public void prepare(HikariDataSource dataSource) {
			dataSource.addDataSourceProperty("reWriteBatchedInserts", "true");
			dataSource.addDataSourceProperty("tcpKeepAlive", "true");
			// A server that has vanished does not say so.
			dataSource.addDataSourceProperty("socketTimeout", "10");
			PostgresDriver.defaults(String.valueOf(dataSource.getJdbcUrl()))
				.forEach(dataSource.getDataSourceProperties()::put);
		}

		@Override
		public void requireDurable(JdbcClient jdbc) {
			require(jdbc, "show fsync", "on");
			require(jdbc, "select case current_setting('synchronous_commit') when 'off' then 'off' else 'on' end",
					"on");
		}

		@Override
		public void requireSessions(DataSource dataSource) {
			PooledSessions.require(dataSource, transactionNeeds().orElseThrow());
		}

		@Override
		public void requireReadable(JdbcClient jdbc) {
			// Its administrators are told by its own means.
		}

		@Override
		public Optional<String> transactionNeeds() {
			// Per transaction, since a pooler gives each another session.
			return Optional.of("""
					set transaction isolation level read committed;
					set local statement_timeout = '5s';
					set local lock_timeout = '2s';
					set local idle_in_transaction_session_timeout = '5s';
					select set_config('synchronous_commit', 'on', true)
					where current_setting('synchronous_commit') = 'off'
					""");
		}

		@Override
		public boolean isShared() {
			return true;
		}

		@Override
		public Optional<String> lockWork() {
			return Optional.of("""
					insert into work (target_image, target, wanted, done, wanted_since, attempts, due_at)
					values (:targetImage, :target, 0, 0, :now, 0, :now)
					on conflict (target_image) do update set target = work.target where false
					""");
		}

		@Override
		public String leaseClock() {
			return "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
		}

		@Override
		public String skipLocked() {
			return "for update skip locked";
		}

	};

	public static DatabaseDialect of(HikariDataSource dataSource) {
		return of(dataSource.getJdbcUrl());
	}

	/**
	 * Returns a URL without its parameters, which may hold a password.
	 */
	public static String shown(@Nullable String url) {
		return String.valueOf(url).replaceFirst("\\?.*", "");
	}

	public static DatabaseDialect of(@Nullable String url) {
		if (url != null && url.startsWith("jdbc:sqlite:")) {
			return SQLITE;
		}
		if (url != null && url.startsWith("jdbc:postgresql:")) {
			if (shown(url).matches(".*[@&;].*")) {
				throw new UndurableDatabaseException(
						"spring.datasource.url has a user, a password or parameters where none belong: write "
								+ "'jdbc:postgresql://<host>/<database>?<name>=<value>', and the login into "
								+ "spring.datasource.username and spring.datasource.password");
			}
			return POSTGRESQL;
		}
		throw new UndurableDatabaseException(
				"spring.datasource.url is neither 'jdbc:sqlite:<file>' nor 'jdbc:postgresql://<host>/<database>'");
	}

	/**
	 * Returns the file of an embedded database.
	 */
	public Optional<Path> file(String url) {
		return (this == SQLITE) ? Optional.of(path(url)) : Optional.empty();
	}

	/**
	 * Sets what the connections need.
	 */
	public abstract void prepare(HikariDataSource dataSource);

	/**
	 * Reads back that a commit is on disk when it returns.
	 * @throws UndurableDatabaseException if it is not
	 */
	public abstract void requireDurable(JdbcClient jdbc);

	/**
	 * Makes sure that sessions can write, and that a pooler between here and there leaves
	 * them what they need. What the service sets by itself is not asked for. Changes
	 * nothing.
	 * @throws UndurableDatabaseException if it does not
	 */
	public abstract void requireSessions(DataSource dataSource);

	/**
	 * Makes sure that each table can be read, as far as that is told at once.
	 */
	public abstract void requireReadable(JdbcClient jdbc);

	/**
	 * The statements that each transaction begins with, for whatever a server, its
	 * administrator or a pooler has set.
	 */
	public abstract Optional<String> transactionNeeds();

	/**
	 * Tells whether several replicas may work on it.
	 */
	public abstract boolean isShared();

	/**
	 * The statement that locks the work on {@code :targetImage}, and makes it if there is
	 * none, where writers are not alone anyway.
	 */
	public abstract Optional<String> lockWork();

	/**
	 * The time in milliseconds by which leases end: that of the database where several
	 * replicas, whose clocks may differ, compare it.
	 */
	public abstract String leaseClock();

	/**
	 * The clause that locks the rows that a select reads, and leaves out locked ones.
	 */
	public abstract String skipLocked();

	private static void require(JdbcClient jdbc, String question, String expected) {
		String answer = String.valueOf(jdbc.sql(question).query().singleValue());
		if (!expected.equalsIgnoreCase(answer)) {
			throw new UndurableDatabaseException("'" + question + "' answers '" + answer + "', and must answer '"
					+ expected
					+ "': a push that is answered with 202 would not be on disk. Set it back: SQLite with journal_mode=WAL and "
					+ "synchronous=FULL, PostgreSQL with fsync and synchronous_commit on");
		}
	}

	private static Path path(String url) {
		String path = url.substring("jdbc:sqlite:".length());
		if (path.isEmpty() || path.startsWith(":") || path.startsWith("file:")) {
			throw new UndurableDatabaseException(
					"spring.datasource.url names no file: write 'jdbc:sqlite:<file>', such as jdbc:sqlite:./data/acr-sync.db");
		}
		return Path.of(path.replaceFirst("\\?.*", "")).toAbsolutePath();
	}

}
