package dev.acrsync.ledger;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.comparisonrecords.CompletenessSums;
import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.storedages.Retention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static dev.acrsync.ledger.TestPushes.digest;
import static dev.acrsync.ledger.TestPushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * An embedded database whose file a sick disk or a careless hand has damaged.
 */
class DamagedFilesTests {

	private static final int PUSHES = 100;

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	@TempDir
	Path directory;

	private Path file() {
		return this.directory.resolve("ledger.db");
	}

	private String url() {
		return "jdbc:sqlite:" + file();
	}

	private TestLedger open() {
		return new TestLedger(url(), this.clock);
	}

	@Test
	void whatIsNotOnADamagedPageIsImportedAndWhatIsPushedAgainToo() throws IOException {
		fill();
		zero("imports", 2);
		try (TestLedger opened = open()) {
			Ledger ledger = opened.ledger();
			List<String> claimed = claimAll(opened);
			assertThat(claimed).hasSizeBetween(PUSHES - 20, PUSHES - 1).doesNotHaveDuplicates();
			List<String> lost = IntStream.range(0, PUSHES).mapToObj((i) -> "v" + i).collect(Collectors.toList());
			lost.removeAll(claimed);
			assertThatNoException().isThrownBy(ledger::probe);
			lost.forEach((tag) -> assertThat(ledger.accept(push(tag, digest('b'))).duplicate()).isFalse());
			assertThat(claimAll(opened)).containsExactlyInAnyOrderElementsOf(lost);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "imports", "imports_by_target_image", "imports_by_imported_digest", "imports_by_state",
			"sqlite_autoindex_imports_1", "sqlite_autoindex_work_1" })
	void whatIsOldAndNotOnADamagedPageIsRemoved(String table) throws Exception {
		this.clock.goOn(Duration.between(this.clock.instant(), Instant.now()));
		fill();
		try (TestLedger opened = open()) {
			claimAll(opened);
		}
		zero(table, 0);
		try (TestLedger opened = open()) {
			this.clock.goOn(Duration.ofDays(91));
			Retention retention = new Retention(opened.ledger(), Duration.ofDays(90), opened.ages());
			assertThat(Stream.generate(retention::removeSome).takeWhile((removed) -> removed > 0)).isNotEmpty();
			assertThat(opened.records().counts().get(ImportState.SUCCEEDED)).isBetween(1L, (long) PUSHES - 10);
			assertThat(retention.removeSome()).as("what is left alone is not found again").isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsNotOnADamagedPageIsShownWhereverThatIs(boolean newest) throws IOException {
		fill();
		zero("imports", newest ? leaves("imports") - 1 : 0);
		try (TestLedger opened = open()) {
			Optional<String> source = Optional.of("contoso");
			ImportRecords records = opened.records();
			for (Optional<ImportState> state : List.of(Optional.<ImportState>empty(),
					Optional.of(ImportState.PENDING))) {
				ImportRecords.FoundImports found = records.find(state, source, Optional.empty(), PUSHES);
				assertThat(found.damaged()).hasSizeBetween(1, 20);
				assertThat(found.records()).hasSize(PUSHES - found.damaged().size())
					.isSortedAccordingTo(Comparator.comparing(ImportRecord::id).reversed());
				assertThat(records.find(state, source, Optional.empty(), 50).records())
					.isEqualTo(found.records().subList(0, 50));
				assertThat(records.ids(ImportState.PENDING, source, Optional.empty(), Optional.empty()))
					.isEqualTo(found.records().stream().map(ImportRecord::id).toList());
				assertThat(records.find(state, Optional.of("fabrikam"), Optional.empty(), PUSHES).records()).isEmpty();
			}
			assertThat(records.oldestOpen(this.clock.instant(), Optional.empty())).contains(this.clock.instant());
			List<TaggedImage> images = IntStream.range(0, PUSHES)
				.mapToObj((i) -> push("v" + i, digest('a')).targets().getFirst().image())
				.toList();
			assertThat(opened.checks().newestImports(images)).hasSizeBetween(PUSHES - 20, PUSHES - 1);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "imports", "imports_by_state", "imports_by_target_image", "sqlite_autoindex_work_1", "owners" })
	void whatIsToldOfAllImportsIsToldOfThoseThatCanBeRead(String table) throws IOException {
		fill();
		finish(PUSHES / 2);
		zero(table, 0);
		try (TestLedger opened = open()) {
			Set<String> unsettled = new HashSet<>();
			Optional<String> gap = opened.completeness(this.clock)
				.visitUnsettled(Map.of(), unsettled::clear,
						(one) -> unsettled.add(((CompletenessSums.UndecidedImport) one).tag().value()));
			assertThat(unsettled).hasSizeBetween(PUSHES / 2 - 40, PUSHES / 2);
			assertThat(gap.isPresent() || unsettled.size() == PUSHES / 2).as("nothing is missing untold").isTrue();
			List<TaggedImage> images = IntStream.range(0, PUSHES)
				.mapToObj((i) -> push("v" + i, digest('a')).targets().getFirst().image())
				.toList();
			assertThat(opened.checks().owners(images)).hasSizeBetween(1, PUSHES);
			ImportRecords records = opened.records();
			assertThat(records.counts().values().stream().mapToLong(Long::longValue).sum()).isBetween(PUSHES - 20L,
					(long) PUSHES);
			assertThat(records.find(Optional.of(ImportState.PENDING), Optional.empty(), Optional.empty(), PUSHES)
				.records()).hasSizeBetween(PUSHES / 2 - 20, PUSHES / 2)
				.allMatch((record) -> record.progress().state() == ImportState.PENDING);
			for (TaggedImage image : images) {
				assertThatNoException().isThrownBy(() -> records.newest(image.toString()));
			}
		}
	}

	@Test
	void whatCannotBeWorkedOnIsNotAccepted() throws IOException {
		fill();
		zero("work", 1);
		try (TestLedger opened = open()) {
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> claimAll(opened));
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(opened.ledger()::probe);
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> opened.ledger().accept(push("new", digest('a'))));
		}
	}

	@Test
	void aFileThatIsMalformedAsAWholeIsNotStartedOn() throws IOException {
		fill();
		try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
			file.seek(DamagedPage.SIZE);
			file.write(new byte[(int) file.length() - DamagedPage.SIZE]);
		}
		assertThatException().isThrownBy(() -> open().close()).matches(DamagedPages::isCauseOf, "is told to be damage");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ledger.db", "ledger.db-wal" })
	void aPushIsNotAcceptedIntoAFileThatTheNextStartWillNotFind(String name) throws IOException {
		Path file = this.directory.resolve(name);
		try (TestLedger opened = open()) {
			Ledger ledger = opened.ledger();
			ledger.accept(push("v1", digest('a')));
			Path away = Files.move(file, this.directory.resolve("away"));
			assertRefused(ledger, file, "removed or replaced");
			Files.copy(away, file, StandardCopyOption.REPLACE_EXISTING);
			assertRefused(ledger, file, "removed or replaced");
			Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);
			assertRefused(ledger, file, "removed or replaced");
		}
		try (TestLedger restarted = open()) {
			assertThat(claimAll(restarted)).containsExactly("v1");
		}
	}

	@Test
	void aPushIsNotAcceptedIntoALogThatWasCutInPlace() throws IOException {
		Path log = this.directory.resolve("ledger.db-wal");
		try (TestLedger opened = open()) {
			opened.ledger().accept(push("v1", digest('a')));
			Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
			assertRefused(opened.ledger(), log, "cut or overwritten");
			assertRefused(opened.ledger(), log, "cut or overwritten");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aPushIsNotAcceptedIntoALogThatWasOverwrittenInPlaceByAnOlderOne(boolean reset) throws IOException {
		Path log = this.directory.resolve("ledger.db-wal");
		try (TestLedger opened = open()) {
			opened.ledger().accept(push("v1", digest('a')));
			byte[] older = Files.readAllBytes(log);
			if (reset) {
				checkpoint("passive");
			}
			opened.ledger().accept(push("v2", digest('a')));
			Files.write(log, older, StandardOpenOption.TRUNCATE_EXISTING);
			assertRefused(opened.ledger(), log, "cut or overwritten");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aPushIsNotAcceptedWhereTheMainFileWasOverwrittenInPlaceByAnOlderOne(boolean moved) throws Exception {
		Path older = this.directory.resolve("older.db");
		try (TestLedger opened = open()) {
			opened.ledger().accept(push("v1", digest('a')));
			checkpoint("passive");
			copy(file(), older);
			opened.ledger().accept(push("v2", digest('a')));
			if (moved) {
				checkpoint("passive");
				opened.ledger().accept(push("v3", digest('a')));
			}
			copy(older, file());
			assertRefused(opened.ledger());
			checkpointIfItCanBeRead();
			assertRefused(opened.ledger());
		}
	}

	@Test
	void aFileThatIsWrittenByCheckpointsOnTheWayIsNotTakenForOverwritten() throws Exception {
		try (TestLedger opened = open(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> writers = new ArrayList<>();
			for (int writer = 0; writer < 4; writer++) {
				String name = "w" + writer + "-";
				writers.add(threads.submit(() -> IntStream.range(0, 200)
					.forEach((i) -> opened.ledger().accept(push(name + i, digest('a'))))));
			}
			while (!writers.stream().allMatch(Future::isDone)) {
				checkpoint("passive");
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
			assertThatNoException().isThrownBy(opened.ledger()::probe);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "passive", "full", "restart", "truncate" })
	void aLogThatSqliteItselfResetsOrCutsIsWrittenOn(String mode) {
		try (TestLedger opened = open()) {
			for (int i = 0; i < 10; i++) {
				opened.ledger().accept(push("v" + i, digest('a')));
				checkpoint(mode);
				opened.ledger().probe();
			}
		}
		try (TestLedger restarted = open()) {
			assertThat(claimAll(restarted)).hasSize(10);
		}
	}

	/**
	 * A file that was overwritten may be shorter than its log makes believe.
	 */
	private void checkpointIfItCanBeRead() {
		try {
			checkpoint("passive");
		}
		catch (DataAccessException ex) {
			assertThat(ex).hasMessageContaining("SQLITE_IOERR");
		}
	}

	private void checkpoint(String mode) {
		JdbcClient.create(new DriverManagerDataSource(url()))
			.sql("pragma wal_checkpoint(" + mode + ")")
			.query()
			.singleRow();
	}

	/**
	 * A connection that is opened just when the file is empty removes its log.
	 */
	private void assertRefused(Ledger ledger) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.accept(push("refused", digest('a'))))
			.withMessageContainingAll(file().toString(), "under the running service")
			.satisfies((ex) -> assertThat(ex.getMessage()).containsAnyOf("overwritten", "removed or replaced"));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(ledger::probe);
	}

	private static void assertRefused(Ledger ledger, Path file, String what) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.accept(push("refused", digest('a'))))
			.withMessageContaining(file + " was " + what + " under the running service");
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(ledger::probe);
	}

	@Test
	void aBackupOfARunningServiceHasAllThatWasAcceptedAndAPlainCopyHasNot() throws IOException {
		Path backup = this.directory.resolve("backup.db");
		Path copy = this.directory.resolve("copy.db");
		try (TestLedger opened = open()) {
			IntStream.range(0, PUSHES).forEach((i) -> opened.ledger().accept(push("v" + i, digest('a'))));
			JdbcClient.create(new DriverManagerDataSource(url())).sql("vacuum into '" + backup + "'").update();
			Files.copy(file(), copy);
		}
		try (TestLedger restored = new TestLedger("jdbc:sqlite:" + backup, this.clock)) {
			assertThat(claimAll(restored)).hasSize(PUSHES);
		}
		try (TestLedger restored = new TestLedger("jdbc:sqlite:" + copy, this.clock)) {
			assertThat(claimAll(restored)).hasSizeLessThan(PUSHES);
		}
	}

	private void fill() {
		try (TestLedger opened = open()) {
			IntStream.range(0, PUSHES).forEach((i) -> opened.ledger().accept(push("v" + i, digest('a'))));
		}
	}

	/**
	 * Copies by another process: if this one closed the file, SQLite's locks on it would
	 * end.
	 */
	private static void copy(Path from, Path to) throws Exception {
		assertThat(new ProcessBuilder("cp", from.toString(), to.toString()).start().waitFor()).isZero();
	}

	private void finish(int count) {
		try (TestLedger opened = open()) {
			opened.claim("prod", count, "me", List.of(), Duration.ofMinutes(1))
				.forEach((claim) -> opened.ledger()
					.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, claim.record().push().digest())));
		}
	}

	/**
	 * Zeroes one of the leaves of a table.
	 */
	private void zero(String table, int leaf) throws IOException {
		DamagedPage.zero(file(), table, leaf);
	}

	private int leaves(String table) {
		return JdbcClient.create(new DriverManagerDataSource(url()))
			.sql("select count(*) from dbstat where name = :table and pagetype = 'leaf'")
			.param("table", table)
			.query(Integer.class)
			.single();
	}

	private static List<String> claimAll(TestLedger opened) {
		List<String> tags = new ArrayList<>();
		while (true) {
			List<Claim> claims = opened.claim("prod", 30, "me", List.of(), Duration.ofMinutes(1));
			if (claims.isEmpty()) {
				return tags;
			}
			for (Claim claim : claims) {
				tags.add(claim.record().push().image().tag().value());
				opened.ledger()
					.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, claim.record().push().digest()));
			}
		}
	}

}
