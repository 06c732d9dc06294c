package dev.acrsync.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.ledger.DamagedPage;
import dev.acrsync.ledger.TestPushes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Comparisons of a ledger that is damaged where they are written down.
 */
class DamagedComparisonsTests extends ComparisonStage {

	private static final Duration HOUR = Duration.ofHours(1);

	@TempDir
	Path directory;

	private Path file() {
		return this.directory.resolve("ledger.db");
	}

	@Override
	String url() {
		return "jdbc:sqlite:" + file();
	}

	@Test
	void oneRepositorysDamagedRowsDoNotKeepTheOthersFromBeingCompared() throws IOException {
		for (int i = 0; i < 60; i++) {
			this.registries.put(VENDOR + "team/a:v" + i, TestPushes.digest('a'), START);
		}
		assertThat(pass("team/*", HOUR).trouble()).isEmpty();
		damage("differences");
		this.registries.put(VENDOR + "team/b:v1", TestPushes.digest('a'), START);
		ComparisonRecorder again = pass("team/*", HOUR);
		assertThat(again.progress().checked()).isEqualTo(2);
		assertThat(again.progress().found()).as("of the other one").isEqualTo(1);
		assertThat(row("team/*").complete()).isFalse();
		assertThat(row("team/*").uncheckedReasons()).extracting(CompletenessReport.UncheckedPart::reason)
			.singleElement()
			.asString()
			.contains("damaged")
			.contains("docs/durability.md");
	}

	@Test
	void whatCannotBeWrittenDownIsTheTroubleOfThePass() throws IOException {
		for (int i = 0; i < 60; i++) {
			this.registries.put(VENDOR + "team/a:v" + i, TestPushes.digest('a'), START);
		}
		pass("team/*", HOUR);
		damage("sqlite_autoindex_gaps_1");
		this.registries.put(VENDOR + "team/b:v1", TestPushes.digest('a'), START);
		ComparisonRecorder again = pass("team/*", HOUR);
		assertThat(again.progress().checked()).isEqualTo(2);
		assertThat(again.trouble()).map((it) -> it.replaceFirst(";.*", ""))
			.isEqualTo(Optional
				.of("What was found in repository 'team/a' of source 'contoso' cannot be written down, since the "
						+ "ledger is damaged there: see docs/durability.md"));
	}

	private void damage(String table) throws IOException {
		this.ledger.close();
		DamagedPage.zero(file(), table, 0);
		open();
	}

}
