package dev.acrsync.database;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Has the database explain each statement that the ledger runs, the first time that it
 * does, and lets it fail if it goes through the whole of a table that may be large: the
 * statement would hold the only writer for as long. Neither database needs a large table
 * to tell. What tests run themselves is let through, and so are {@link SlowReads}.
 */
public final class QueryPlans extends DelegatingDataSource {

	/** A row for each source, or one, or for what is under way. */
	private static final Set<String> SMALL = Set.of("passes", "probe", "missed_events", "referrer_rounds",
			"clock_periods", "operations", "arrival_times", "replicas", "watches", "calls");

	private static final Pattern LISTS = Pattern.compile("\\?(, \\?)+");

	private static final Pattern SQLITE_SCAN = Pattern
		.compile("SCAN (?:TABLE )?(\\w+)(?: AS \\w+)?(?: USING (?:COVERING )?INDEX (\\w+))?.*");

	private static final Pattern POSTGRESQL_SCAN = Pattern.compile(
			" *(?:-> +)?(?:Parallel )?(?:Seq Scan|Index (?:Only )?Scan(?: Backward)? using (\\w+)) on (\\w+)(?: .*)?");

	private static final StackWalker walker = StackWalker.getInstance();

	/** What was found good, by the first tests that ran it. */
	private static final Set<String> good = ConcurrentHashMap.newKeySet();

	private final DatabaseDialect dialect;

	private QueryPlans(DataSource target, DatabaseDialect dialect) {
		super(target);
		this.dialect = dialect;
	}

	/**
	 * Has the statements of this pool explained, which has yet to be used.
	 */
	public static void explain(HikariDataSource pool) {
		pool.setDataSource(new QueryPlans(new DriverDataSource(pool.getJdbcUrl(), pool.getDriverClassName(),
				pool.getDataSourceProperties(), pool.getUsername(), pool.getPassword()), DatabaseDialect.of(pool)));
	}

	@Override
	public Connection getConnection() throws SQLException {
		return proxy(Connection.class, super.getConnection(), this::onConnection);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return proxy(Connection.class, super.getConnection(username, password), this::onConnection);
	}

	private Object onConnection(Object result, Method method, Object[] arguments) {
		if (result instanceof PreparedStatement statement && isToBeExplained((String) arguments[0])) {
			return proxy(PreparedStatement.class, statement, (it, called, _) -> it, (called) -> {
				if ((called.getName().startsWith("execute") || called.getName().equals("addBatch"))
						&& !good.contains(name((String) arguments[0]))) {
					// The driver of PostgreSQL shows it with its parameters.
					check((this.dialect == DatabaseDialect.SQLITE) ? (String) arguments[0] : statement.toString());
					good.add(name((String) arguments[0]));
				}
			});
		}
		return result;
	}

	private String name(String sql) {
		return this.dialect + LISTS.matcher(sql).replaceAll("?");
	}

	private boolean isToBeExplained(String sql) {
		return sql.matches("(?is)\\s*(select|insert|update|delete|with)\\b.*")
				// One row of a table, to see whether it can be read.
				&& !sql.contains(" not indexed order by rowid ")
				&& !Thread.currentThread().getName().startsWith("ledger-reads-") && !good.contains(name(sql))
				&& isOfTheLedger();
	}

	private static boolean isOfTheLedger() {
		return walker.walk((frames) -> frames.map(StackFrame::getClassName)
			.filter((name) -> name.startsWith("dev.acrsync.") && !name.startsWith(QueryPlans.class.getName()))
			.findFirst()
			.filter((name) -> !name.replaceFirst("\\$.*", "").matches(".*(Tests|TestLedger|IT)"))
			.isPresent());
	}

	private void check(String sql) {
		try (Connection connection = super.getConnection(); Statement statement = connection.createStatement()) {
			List<String> plan = (this.dialect == DatabaseDialect.SQLITE) ? sqlite(statement, sql)
					: postgresql(statement, sql);
			List<String> scans = new ArrayList<>();
			for (int step = 0; step < plan.size(); step++) {
				scan(statement, plan, step).ifPresent(scans::add);
			}
			if (!scans.isEmpty()) {
				throw new AssertionError("A statement of the ledger goes through a whole table: " + scans + " in\n"
						+ sql + "\n" + String.join("\n", plan));
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Cannot be explained: " + sql, ex);
		}
	}

	private Optional<String> scan(Statement statement, List<String> plan, int step) throws SQLException {
		var matcher = ((this.dialect == DatabaseDialect.SQLITE) ? SQLITE_SCAN : POSTGRESQL_SCAN)
			.matcher(plan.get(step));
		if (!matcher.matches()) {
			return Optional.empty();
		}
		String table = matcher.group((this.dialect == DatabaseDialect.SQLITE) ? 1 : 2);
		String index = matcher.group((this.dialect == DatabaseDialect.SQLITE) ? 2 : 1);
		boolean bounded = SMALL.contains(table) || !isTable(statement, table)
				|| (index != null && hasCondition(plan, step));
		return bounded ? Optional.empty() : Optional.of(plan.get(step).strip());
	}

	private static boolean hasCondition(List<String> plan, int step) {
		for (int next = step + 1; next < plan.size() && !plan.get(next).contains("->"); next++) {
			if (plan.get(next).strip().startsWith("Index Cond:")) {
				return true;
			}
		}
		return false;
	}

	private List<String> sqlite(Statement statement, String sql) throws SQLException {
		return column(statement, "explain query plan " + sql, "detail");
	}

	private List<String> postgresql(Statement statement, String sql) throws SQLException {
		statement.execute("set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off");
		return column(statement, "explain (costs off) " + sql, "QUERY PLAN");
	}

	private boolean isTable(Statement statement, String name) throws SQLException {
		return !column(statement,
				(this.dialect == DatabaseDialect.SQLITE)
						? "select name from sqlite_schema where type = 'table' and name = '" + name + "'"
						: "select tablename as name from pg_tables where tablename = '" + name + "'",
				"name")
			.isEmpty();
	}

	private static List<String> column(Statement statement, String sql, String column) throws SQLException {
		List<String> values = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				values.add(rows.getString(column));
			}
		}
		return values;
	}

	private static <T> T proxy(Class<T> type, T target, InterceptedResult result) {
		return proxy(type, target, result, (_) -> {
		});
	}

	private static <T> T proxy(Class<T> type, T target, InterceptedResult result, InterceptedCall before) {
		InvocationHandler handler = (_, method, arguments) -> {
			before.of(method);
			try {
				return result.of(method.invoke(target, arguments), method, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		};
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), Stream.of(type).toArray(Class<?>[]::new), handler));
	}

	/**
	 * Sees each call before it is made.
	 */
	@FunctionalInterface
	private interface InterceptedCall {

		void of(Method method);

	}

	/**
	 * May replace what a call returns.
	 */
	@FunctionalInterface
	private interface InterceptedResult {

		Object of(Object result, Method method, Object[] arguments);

	}

}
