package dev.acrsync.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Makes sure of what sessions of PostgreSQL have to do, if need be through a pooler such
 * as PgBouncer, which hands the same few of them to everybody in turn.
 */
final class PooledSessions {

	/** Unknown, and known already. */
	private static final Set<String> NAME_LOST = Set.of("26000", "42P05");

	/** As often as it takes until a driver gives a statement a name. */
	private static final int TIMES = 8;

	private PooledSessions() {
	}

	/**
	 * Makes sure of it, and changes nothing.
	 * @param needs the statements that transactions begin with
	 * @throws UndurableDatabaseException if something is missing
	 */
	static void require(DataSource dataSource, String needs) {
		try (Connection one = dataSource.getConnection(); Connection other = dataSource.getConnection()) {
			requirePreparedStatements(one, other);
			one.setAutoCommit(false);
			try (Statement statement = one.createStatement()) {
				statement.execute(needs);
				require(statement, "transaction_read_only", "off");
				require(statement, "transaction_isolation", "read committed");
			}
			finally {
				one.rollback();
				one.setAutoCommit(true);
			}
		}
		catch (SQLException ex) {
			throw new UncategorizedSQLException("look at sessions", null, ex);
		}
	}

	private static void requirePreparedStatements(Connection one, Connection other) throws SQLException {
		String sql = "select cast(? as integer)";
		try (PreparedStatement first = one.prepareStatement(sql);
				PreparedStatement second = other.prepareStatement(sql)) {
			for (int i = 0; i < TIMES; i++) {
				run(first, i);
				run(second, i);
			}
		}
		catch (SQLException ex) {
			if (NAME_LOST.contains(ex.getSQLState())) {
				throw new UndurableDatabaseException(
						"a pooler between here and the server loses prepared statements (" + ex.getMessage()
								+ "): take " + PostgresDriver.PREPARE_THRESHOLD + " out of spring.datasource.url",
						ex);
			}
			throw ex;
		}
	}

	private static void run(PreparedStatement statement, int parameter) throws SQLException {
		statement.setInt(1, parameter);
		statement.executeQuery().close();
	}

	private static void require(Statement statement, String setting, String expected) throws SQLException {
		try (ResultSet row = statement.executeQuery("show " + setting)) {
			row.next();
			if (!expected.equals(row.getString(1))) {
				throw new UndurableDatabaseException("'" + setting + "' is '" + row.getString(1) + "', and must be '"
						+ expected + "': a push could not be written down");
			}
		}
	}

}
