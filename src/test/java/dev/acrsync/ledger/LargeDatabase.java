package dev.acrsync.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills an embedded database as years of a large customer do: four imports of each tag
 * but for one tag that every twentieth is of, a fiftieth of them older than the
 * retention, up to 50,000 open ones that are put off but for some, and a repository in
 * which as many images are missing.
 */
final class LargeDatabase {

	/** By which rules all are let in. */
	static final String RULES = "0123456789ab";

	private static final Duration AGE = Duration.ofDays(92);

	private static final String ID = "printf('%s-%s-7000-8000-%012x', substr(printf('%012x', :start + n.i * :step), 1, 8),"
			+ " substr(printf('%012x', :start + n.i * :step), 9), n.i)";

	private static final String IMAGE = "'customer.azurecr.io/team/app-' || (n.i / 400) || ':v' || (n.i / 4 % 100)";

	private static final String OPEN = "(n.i >= :rows - 4 * :open)";

	private static final String IMPORTS = """
			insert into imports (id, event, source, registry, repository, tag, digest, target, target_image,
				target_repository, overwrite, generation, state, attempts, imported_digest, received_at, pushed_at,
				finished_at, origin, announced_at, rule)
			select {id}, printf('%032x', n.i), 'contoso', 'contoso.azurecr.io',
				case when n.i % 20 = 0 then 'hot' else 'team/app-' || (n.i / 400) end,
				case when n.i % 20 = 0 then 'latest' else 'v' || (n.i / 4 % 100) end, printf('sha256:%064x', n.i), 'prod',
				case when n.i % 20 = 0 then 'customer.azurecr.io/hot:latest' else {image} end,
				case when n.i % 20 = 0 then 'hot' else 'team/app-' || (n.i / 400) end, 'when-changed',
				case when n.i % 20 = 0 then n.i / 20 + 1 else n.i % 4 + 1 end,
				case when n.i % 4 < 3 then 'superseded' when {open} then 'pending' when n.i % 100 = 3 then 'failed'
					else 'succeeded' end,
				1, case when n.i % 4 = 3 and not {open} then printf('sha256:%064x', n.i) end,
				:start + n.i * :step, :start + n.i * :step,
				case when n.i % 4 < 3 or not {open} then :start + n.i * :step + 60000 end, 'event', :start + n.i * :step,
				'{rules}:0'
			from n
			""";

	private static final String WORK = """
			insert into work (target_image, target, source, import_id, wanted, done, wanted_since, attempts, due_at, ready_at)
			select {image}, 'prod', 'contoso', {id}, 4, case when {open} then 0 else 4 end, :start + n.i * :step, 1,
				case when not {open} or n.i % 256 = 3 then 0 else :now + 1800000 end, :start + n.i * :step
			from n
			where n.i % 4 = 3
			union all
			select 'customer.azurecr.io/hot:latest', 'prod', 'contoso', {id}, n.i / 20 + 1, n.i / 20 + 1,
				:start + n.i * :step, 1, 0, 0
			from n
			where n.i = (:rows - 1) / 20 * 20
			""";

	private static final String OPERATIONS = """
			insert into operations (request_id, target_image, digest, tag, import_id, begun_at, deadline, ended, ended_at)
			select printf('%08x-0000-4000-8000-000000000000', n.i), {image}, printf('sha256:%064x', n.i),
				'v' || (n.i / 4 % 100), {id}, :start + n.i * :step, :start + n.i * :step + 1800000, 'proved',
				:start + n.i * :step + 60000
			from n
			where n.i % 4 = 3 and not {open}
			""";

	private static final String DIFFERENCES = """
			insert into differences (source, repository, rule, target, target_image, digest, standing, since, seen_at)
			select 'contoso', 'many', 0, 'prod', 'customer.azurecr.io/many:v' || n.i, printf('sha256:%064x', n.i), 'missing',
				:start, :now - 3600000
			from n
			where n.i < :many
			""";

	private static final String ARRIVALS = """
			insert into arrivals (source, repository, target, target_image, digest)
			select 'contoso', 'many', 'prod', 'customer.azurecr.io/many:v' || n.i, printf('sha256:%064x', n.i)
			from n
			where n.i < :many
			""";

	private static final String SIGHTINGS = """
			insert into sightings (source, repository, tag, digest, target_image, announced_after, judge_at)
			select 'contoso', 'hot', 'latest', printf('sha256:%064x', :rows + n.i), 'customer.azurecr.io/hot:latest',
				:now - 3600000, :now - 1000
			from n
			where n.i < 10
			union all
			select 'contoso', 'many', 'v' || n.i, printf('sha256:%064x', n.i), 'customer.azurecr.io/many:v' || n.i,
				:now - 3600000, :now - 1000
			from n
			where n.i < :many
			""";

	private static final String TALLIES = """
			insert into tallies (source, repository, rule, target, rules, matching, present, checked_at)
			select 'contoso', 'team/app-' || n.i, 0, 'prod', 'rules', 100, 100, :now - 3600000
			from n
			where n.i < :rows / 400
			""";

	private static final String BASELINES = """
			insert into baselines (source, repository, target, rules, checked_at)
			select 'contoso', 'team/app-' || n.i, 'prod', 'rules', :now - 3600000
			from n
			where n.i < :rows / 400
			""";

	private LargeDatabase() {
	}

	/**
	 * Fills the database in a file, which has no rows yet.
	 */
	static void fill(Path file, int rows, Instant now) throws SQLException, IOException {
		long start = now.minus(AGE).toEpochMilli();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			for (String pragma : List.of("journal_mode = off", "synchronous = off", "cache_size = -65536",
					"temp_store = memory")) {
				statement.execute("pragma " + pragma);
			}
			List<String> indexes = column(statement, "sql");
			for (String index : column(statement, "name")) {
				statement.execute("drop index " + index);
			}
			for (String insert : List.of(IMPORTS, WORK, OPERATIONS, DIFFERENCES, ARRIVALS, SIGHTINGS, TALLIES,
					BASELINES)) {
				statement.execute("with recursive n(i) as (select 0 union all select n.i + 1 from n where n.i < "
						+ (rows - 1) + ") "
						+ insert.replace("{id}", ID)
							.replace("{image}", IMAGE)
							.replace("{open}", OPEN)
							.replace("{rules}", RULES)
							.replace(":start", "" + start)
							.replace(":step", "" + AGE.toMillis() / rows)
							.replace(":rows", "" + rows)
							.replace(":open", "" + many(rows))
							.replace(":many", "" + many(rows))
							.replace(":now", "" + now.toEpochMilli()));
			}
			for (String index : indexes) {
				statement.execute(index);
			}
			statement.execute("pragma journal_mode = wal");
		}
		try (FileChannel written = FileChannel.open(file)) {
			written.force(true);
		}
	}

	/**
	 * Returns how many imports are open, or images of one repository missing.
	 */
	static int many(int rows) {
		return Math.min(50_000, rows / 8);
	}

	private static List<String> column(Statement statement, String column) throws SQLException {
		List<String> values = new ArrayList<>();
		try (var rows = statement.executeQuery("select " + column
				+ " from sqlite_schema where type = 'index' and sql is not null and tbl_name not like 'flyway%'")) {
			while (rows.next()) {
				values.add(rows.getString(1));
			}
		}
		return values;
	}

}
