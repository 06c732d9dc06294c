package dev.acrsync.databaseinspection;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DatabaseCure;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.DatabaseSchema;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.database.UndurableDatabaseException;
import dev.acrsync.databaseinspection.DatabaseState.Unusable;
import dev.acrsync.databaseinspection.DatabaseState.Usable;
import dev.acrsync.ledger.Ledger;
import org.flywaydb.core.Flyway;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database of this running service.
 */
final class OpenDatabase implements DatabaseInspection {

	private final Ledger ledger;

	private final HikariDataSource dataSource;

	private final Flyway flyway;

	OpenDatabase(Ledger ledger, HikariDataSource dataSource, Flyway flyway) {
		this.ledger = ledger;
		this.dataSource = dataSource;
		this.flyway = flyway;
	}

	@Override
	public DatabaseState look() {
		String where = "The database at " + DatabaseDialect.shown(this.dataSource.getJdbcUrl());
		try {
			DatabaseDialect dialect = DatabaseDialect.of(this.dataSource);
			JdbcClient jdbc = JdbcClient.create(this.dataSource);
			dialect.requireDurable(jdbc);
			this.ledger.probe();
			if (dialect.isShared()) {
				dialect.requireSessions(this.dataSource);
			}
			dialect.requireReadable(jdbc);
			return doubt(dialect).orElseGet(() -> new Usable(
					where + " is durable, and is written to by this service. " + DatabaseSchema.of(this.flyway)));
		}
		catch (UndurableDatabaseException ex) {
			return new Unusable(where + " will not do: " + ex.getMessage(), "Set it back, and restart the service");
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			return new Unusable(where + " cannot be written to: " + ex.getMessage(), DatabaseCure.of(ex));
		}
	}

	@Override
	public List<SuspectReport> crashes() {
		return new CrashRecords(JdbcClient.create(this.dataSource), DatabaseDialect.of(this.dataSource),
				Clock.systemUTC())
			.read();
	}

	private Optional<DatabaseState> doubt(DatabaseDialect dialect) {
		return dialect.file(this.dataSource.getJdbcUrl()).flatMap((file) -> {
			try {
				return NetworkFileSystem.doubt(file, Files.getFileStore(file).type());
			}
			catch (IOException _) {
				return Optional.empty();
			}
		});
	}

}
