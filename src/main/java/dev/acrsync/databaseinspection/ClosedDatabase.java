package dev.acrsync.databaseinspection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.DatabaseLock;
import dev.acrsync.database.DatabaseSchema;
import dev.acrsync.database.PostgresDriver;
import dev.acrsync.database.UndurableDatabaseException;
import dev.acrsync.databaseinspection.DatabaseState.Uncertain;
import dev.acrsync.databaseinspection.DatabaseState.Unusable;
import dev.acrsync.databaseinspection.DatabaseState.Usable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database of a service that may run in another process, or has yet to be started.
 * Never for the database that this process has open: looking for the lock would release
 * it.
 */
public final class ClosedDatabase implements DatabaseInspection {

	private final HikariDataSource dataSource;

	public ClosedDatabase(HikariDataSource dataSource) {
		this.dataSource = dataSource;
	}

	@Override
	public DatabaseState look() {
		String url = String.valueOf(this.dataSource.getJdbcUrl());
		try {
			DatabaseDialect dialect = DatabaseDialect.of(url);
			return switch (dialect) {
				case SQLITE -> look(dialect.file(url).orElseThrow());
				case POSTGRESQL -> open(DatabaseDialect.shown(url), dialect);
			};
		}
		catch (UndurableDatabaseException ex) {
			return new Unusable("The database will not do: " + ex.getMessage(), "Set spring.datasource.url");
		}
		catch (IOException ex) {
			return new Unusable("The database at " + DatabaseDialect.shown(url) + " cannot be looked at: " + ex,
					"Let the service's user read and write the directory");
		}
	}

	@Override
	public List<SuspectReport> crashes() {
		try {
			DatabaseDialect dialect = DatabaseDialect.of(String.valueOf(this.dataSource.getJdbcUrl()));
			boolean readable = dialect.file(this.dataSource.getJdbcUrl()).filter(ClosedDatabase::isBusy).isEmpty();
			return readable ? new CrashRecords(JdbcClient.create(this.dataSource), dialect, Clock.systemUTC()).read()
					: List.of();
		}
		catch (UndurableDatabaseException _) {
			return List.of();
		}
	}

	private static boolean isBusy(Path file) {
		try {
			return !Files.exists(file) || DatabaseLock.isTaken(file);
		}
		catch (IOException _) {
			return true;
		}
	}

	private DatabaseState look(Path file) throws IOException {
		Path existing = file;
		while (existing.getParent() != null && !Files.exists(existing)) {
			existing = existing.getParent();
		}
		Optional<Uncertain> doubt = NetworkFileSystem.doubt(file, Files.getFileStore(existing).type());
		if (doubt.isPresent()) {
			return doubt.get();
		}
		if (!Files.isWritable(existing) || (!existing.equals(file) && !Files.isDirectory(existing))) {
			return new Unusable("The database at " + file + " cannot be written: " + existing + " lets nobody write",
					"Let the service's user write there, or set spring.datasource.url to 'jdbc:sqlite:<file>'");
		}
		if (!existing.equals(file)) {
			return new Usable("The database at " + file + " is not there yet: the first start makes it");
		}
		return DatabaseLock.isTaken(file) ? new Usable("The database at " + file + " is in use by a running service")
				: open(file.toString(), DatabaseDialect.SQLITE);
	}

	private DatabaseState open(String where, DatabaseDialect dialect) {
		this.dataSource.setMaximumPoolSize(2);
		this.dataSource.setMinimumIdle(0);
		if (dialect.isShared()) {
			PostgresDriver.defaults(String.valueOf(this.dataSource.getJdbcUrl()))
				.forEach(this.dataSource.getDataSourceProperties()::put);
		}
		this.dataSource.setInitializationFailTimeout(-1);
		try {
			JdbcClient jdbc = JdbcClient.create(this.dataSource);
			if (dialect.isShared()) {
				dialect.requireDurable(jdbc);
			}
			dialect.requireSessions(this.dataSource);
			dialect.requireReadable(jdbc);
			DatabaseSchema schema = DatabaseSchema.of(Flyway.configure().dataSource(this.dataSource).load());
			return schema.known()
					? new Usable("The database at " + where + " is durable, and can be written to. " + schema)
					: new Unusable("The database at " + where + " was made by a newer release. " + schema,
							"Run the release that made it, or a newer one");
		}
		catch (UndurableDatabaseException ex) {
			return new Unusable("The database at " + where + " will not do: " + ex.getMessage(),
					"Set it back, or give the service another database: spring.datasource.url");
		}
		catch (DataAccessException | FlywayException ex) {
			if (DamagedPages.isCauseOf(ex)) {
				return new Unusable("The database at " + where + " is damaged: " + reason(ex),
						"Restore a backup, or have the readable rest copied: docs/durability.md");
			}
			return new Unusable("The database at " + where + " cannot be used: " + reason(ex),
					"See that it runs and can be reached, and check spring.datasource.url, .username and .password");
		}
	}

	private static String reason(RuntimeException failure) {
		Throwable reason = failure;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			reason = (cause instanceof SQLException) ? cause : reason;
		}
		return String.valueOf(reason.getMessage());
	}

}
