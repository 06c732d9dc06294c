package dev.acrsync.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Fills a ledger with imports that ended: one per minute or so for nearly as long as they
 * are kept.
 */
final class FullLedger {

	private static final Duration HISTORY = Duration.ofDays(80);

	private static final String NUMBERS = """
			with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < %1$d - 1),
			history(n, at, service) as (select n, %2$d + n * %3$d, n %% 97 from numbers)
			""";

	private static final String ID = "printf('%%08x-%%04x-7000-8000-%%012x', at >> 16, at & 65535, n)";

	private static final String TARGET_IMAGE = "printf('customer.azurecr.io/tripinsights/service-%%02d:r%%09d', service, n)";

	private FullLedger() {
	}

	/**
	 * Adds imports to a ledger that no process has open.
	 */
	static void fill(Path database, int imports) throws SQLException {
		long start = System.currentTimeMillis() - HISTORY.toMillis() - Duration.ofDays(1).toMillis();
		long step = HISTORY.toMillis() / imports;
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
				Statement statement = connection.createStatement()) {
			statement.execute("pragma synchronous = off");
			connection.setAutoCommit(false);
			statement.execute(
					(NUMBERS + """
							insert into imports (id, event, source, registry, repository, tag, digest, target, target_image,
								target_repository, overwrite, generation, state, attempts, imported_digest, operation,
								received_at, pushed_at, finished_at)
							select ID, printf('event-%%09d', n), 'contoso', 'contoso.azurecr.io',
								printf('tripinsights/service-%%02d', service), printf('r%%09d', n),
								'sha256:' || printf('%%064x', n), 'prod', IMAGE, printf('tripinsights/service-%%02d', service),
								'when-changed', 1, 'succeeded', 1, 'sha256:' || printf('%%064x', n), printf('registries-%%d', n),
								at, at, at + 30000
							from history
							""")
						.replace("ID", ID)
						.replace("IMAGE", TARGET_IMAGE)
						.formatted(imports, start, step));
			statement.execute((NUMBERS + """
					insert into work (target_image, target, import_id, wanted, done, wanted_since, attempts, due_at)
					select IMAGE, 'prod', ID, 1, 1, at, 1, at from history
					""").replace("ID", ID).replace("IMAGE", TARGET_IMAGE).formatted(imports, start, step));
			connection.commit();
			connection.setAutoCommit(true);
			statement.execute("pragma wal_checkpoint(truncate)");
		}
	}

}
