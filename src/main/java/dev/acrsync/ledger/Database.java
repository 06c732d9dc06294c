package dev.acrsync.ledger;

import java.nio.file.Path;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What differs between the databases that the ledger runs on.
 */
enum Database {

	/**
	 * Embedded. One writer at a time; readers see the last commit (write-ahead log).
	 */
	SQLITE {

		@Override
		void prepare(HikariDataSource dataSource) {
			dataSource.addDataSourceProperty("journal_mode", "WAL");
			dataSource.addDataSourceProperty("synchronous", "FULL");
			dataSource.addDataSourceProperty("busy_timeout", "3000");
			// In KiB: so much that a write finds the pages of its indexes in memory.
			dataSource.addDataSourceProperty("cache_size", "-16384");
			// In pages: a checkpoint each 32 MiB costs less than one each 4 MiB.
			if (dataSource.getConnectionInitSql() == null) {
				dataSource.setConnectionInitSql("pragma wal_autocheckpoint = 8192");
			}
		}

		@Override
		void requireDurable(JdbcClient jdbc) {
			require(jdbc, "pragma journal_mode", "wal");
			require(jdbc, "pragma synchronous", "2");
		}

		@Override
		void requireWritable(JdbcClient jdbc) {
			jdbc.sql("begin immediate").update();
			jdbc.sql("rollback").update();
		}

		@Override
		boolean isShared() {
			return false;
		}

		@Override
		Optional<String> lockWork() {
			return Optional.empty();
		}

		@Override
		String leaseClock() {
			return ":now";
		}

		@Override
		String skipLocked() {
			return "";
		}

	},

	/**
	 * PostgreSQL, which several replicas may share.
	 */
	POSTGRESQL {

		@Override
		void prepare(HikariDataSource dataSource) {
			dataSource.addDataSourceProperty("reWriteBatchedInserts", "true");
			dataSource.addDataSourceProperty("tcpKeepAlive", "true");
			// A server that has vanished does not say so.
			dataSource.addDataSourceProperty("socketTimeout", "10");
			// Nor does a replica that has vanished with locks.
			if (dataSource.getConnectionInitSql() == null) {
				dataSource
					.setConnectionInitSql("set idle_in_transaction_session_timeout = '5s'; set lock_timeout = '2s'");
			}
		}

		@Override
		void requireDurable(JdbcClient jdbc) {
			require(jdbc, "show fsync", "on");
			require(jdbc, "select case current_setting('synchronous_commit') when 'off' then 'off' else 'on' end",
					"on");
		}

		@Override
		void requireWritable(JdbcClient jdbc) {
			requireDurable(jdbc);
			require(jdbc, "show transaction_read_only", "off");
		}

		@Override
		boolean isShared() {
			return true;
		}

		@Override
		Optional<String> lockWork() {
			return Optional.of("""
					insert into work (target_image, target, wanted, done, wanted_since, attempts, due_at)
					values (:targetImage, :target, 0, 0, :now, 0, :now)
					on conflict (target_image) do update set target = work.target where false
					""");
		}

		@Override
		String leaseClock() {
			return "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
		}

		@Override
		String skipLocked() {
			return "for update skip locked";
		}

	};

	static Database of(HikariDataSource dataSource) {
		return of(dataSource.getJdbcUrl());
	}

	/**
	 * Returns a URL without its parameters, which may hold a password.
	 */
	static String shown(@Nullable String url) {
		return String.valueOf(url).replaceFirst("\\?.*", "");
	}

	static Database of(@Nullable String url) {
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
	Optional<Path> file(String url) {
		return (this == SQLITE) ? Optional.of(path(url)) : Optional.empty();
	}

	/**
	 * Sets what the connections need.
	 */
	abstract void prepare(HikariDataSource dataSource);

	/**
	 * Reads back that a commit is on disk when it returns.
	 * @throws UndurableDatabaseException if it is not
	 */
	abstract void requireDurable(JdbcClient jdbc);

	/**
	 * Makes sure that a service that is started on it can write, and durably. What the
	 * service sets by itself is not asked for. Changes nothing.
	 * @throws UndurableDatabaseException if it cannot
	 */
	abstract void requireWritable(JdbcClient jdbc);

	/**
	 * Tells whether several replicas may work on it.
	 */
	abstract boolean isShared();

	/**
	 * The statement that locks the work on {@code :targetImage}, and makes it if there is
	 * none, where writers are not alone anyway.
	 */
	abstract Optional<String> lockWork();

	/**
	 * The time in milliseconds by which leases end: that of the database where several
	 * replicas, whose clocks may differ, compare it.
	 */
	abstract String leaseClock();

	/**
	 * The clause that locks the rows that a select reads, and leaves out locked ones.
	 */
	abstract String skipLocked();

	private static void require(JdbcClient jdbc, String question, String expected) {
		String answer = String.valueOf(jdbc.sql(question).query().singleValue());
		if (!expected.equalsIgnoreCase(answer)) {
			throw new UndurableDatabaseException("'" + question + "' answers '" + answer + "', and must answer '"
					+ expected + "': a push that is answered with 202 would not be on disk");
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
