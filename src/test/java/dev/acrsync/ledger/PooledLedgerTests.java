package dev.acrsync.ledger;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.databaseinspection.ClosedDatabase;
import dev.acrsync.databaseinspection.DatabaseState;
import dev.acrsync.sandbox.PgBouncer;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.scenario.SettableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The ledger on a real PostgreSQL behind a real PgBouncer in transaction mode, whose
 * administrator has set everything as it does no good.
 */
class PooledLedgerTests extends LedgerTests {

	private static PostgresServer server;

	private static PgBouncer pooler;

	private final String direct = server.createDatabase();

	@BeforeAll
	static void start() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed");
		server = PostgresServer.start("default_transaction_isolation=serializable", "max_connections=300");
		pooler = PgBouncer.start(server.createDatabase());
	}

	@AfterAll
	static void stop() {
		if (pooler != null) {
			pooler.close();
		}
		if (server != null) {
			server.close();
		}
	}

	@Override
	String url() {
		return pooler.url(this.direct);
	}

	@Override
	void refuseBadTags(JdbcClient jdbc) {
		jdbc.sql("alter table imports add constraint refused check (tag <> 'bad')").update();
	}

	@Test
	void aDatabaseThatTakesNoWritesForAWhileTakesThemAtOnceAfterwards() {
		String database = this.direct.replaceFirst(".*/(\\w+)\\?.*", "$1");
		try (TestLedger opened = new TestLedger(this.direct, new SettableClock("2026-03-01T12:00:00Z"))) {
			server.execute("alter database " + database + " set default_transaction_read_only = on");
			opened.replaceConnections();
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(opened.ledger()::probe);
			}
			server.execute("alter database " + database + " reset default_transaction_read_only");
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThatNoException()
					.isThrownBy(() -> opened.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')))));
			assertThatNoException().as("what was written down shows it").isThrownBy(opened.ledger()::probe);
		}
	}

	@Test
	void theDoctorFindsPreparedStatementsThatThePoolerLoses() {
		assertThat(look("prepareThreshold=5")).isInstanceOfSatisfying(DatabaseState.Unusable.class,
				(it) -> assertThat(it.message()).contains("loses prepared statements"));
		assertThat(look("connectTimeout=5")).isInstanceOf(DatabaseState.Usable.class);
	}

	private DatabaseState look(String parameter) {
		try (HikariDataSource dataSource = new HikariDataSource()) {
			dataSource.setJdbcUrl(url() + "&" + parameter);
			return new ClosedDatabase(dataSource).look();
		}
	}

}
