package dev.acrsync.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * One process at a time on the embedded database.
 */
class DatabaseLockTests {

	@TempDir
	Path directory;

	@Test
	void keepsASecondOneOutUntilTheFirstHasLeft() throws IOException {
		Optional<Path> database = Optional.of(this.directory.resolve("acr-sync.db"));
		try (DatabaseLock _ = DatabaseLock.take(database)) {
			assertThatExceptionOfType(UndurableDatabaseException.class).isThrownBy(() -> DatabaseLock.take(database))
				.withMessageContaining("another process");
		}
		assertThatNoException().isThrownBy(() -> DatabaseLock.take(database).close());
	}

	@Test
	void aFileThatIsRemovedIsLockedAgain() throws IOException {
		Path database = this.directory.resolve("acr-sync.db");
		Path file = this.directory.resolve("acr-sync.db.lock");
		try (DatabaseLock lock = DatabaseLock.take(Optional.of(database))) {
			assertThat(lock.isKept()).isTrue();
			Files.delete(file);
			assertThat(lock.isKept()).isTrue();
			assertThatExceptionOfType(UndurableDatabaseException.class)
				.isThrownBy(() -> DatabaseLock.take(Optional.of(database)));
			Files.delete(file);
			Files.createFile(file);
			assertThat(lock.isKept()).isTrue();
			assertThatExceptionOfType(UndurableDatabaseException.class)
				.isThrownBy(() -> DatabaseLock.take(Optional.of(database)));
		}
		assertThatNoException().isThrownBy(() -> DatabaseLock.take(Optional.of(database)).close());
	}

	@Test
	void whoeverWasQuickerHasIt() throws IOException {
		Path database = this.directory.resolve("acr-sync.db");
		try (DatabaseLock first = DatabaseLock.take(Optional.of(database))) {
			Files.delete(this.directory.resolve("acr-sync.db.lock"));
			try (DatabaseLock second = DatabaseLock.take(Optional.of(database))) {
				assertThat(first.isKept()).isFalse();
				assertThat(second.isKept()).isTrue();
			}
		}
	}

	@Test
	void saysWhereItCannotWrite() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(UndurableDatabaseException.class)
			.isThrownBy(() -> DatabaseLock.take(Optional.of(file.resolve("acr-sync.db"))))
			.withMessageContaining("spring.datasource.url names " + file.resolve("acr-sync.db"))
			.withMessageContaining("let this service's user write to " + file);
	}

	@Test
	void locksNothingWhereReplicasShareTheDatabase() {
		assertThatNoException().isThrownBy(() -> DatabaseLock.take(Optional.empty()).close());
	}

}
