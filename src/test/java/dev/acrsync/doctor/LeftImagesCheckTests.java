package dev.acrsync.doctor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.ledger.DamagedPage;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.rules.Rules;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

class LeftImagesCheckTests {

	private static final Source SOURCE = TestSettings.source("contoso", new Rules(List.of()));

	@TempDir
	Path directory;

	@Test
	void saysThatItIsNotKnownWhereTheLedgerIsDamaged() throws Exception {
		Path file = this.directory.resolve("ledger.db");
		new TestLedger("jdbc:sqlite:" + file, Clock.systemUTC()).close();
		assertThat(look(file)).isEmpty();
		fill(file);
		assertThat(look(file)).singleElement().satisfies((it) -> assertThat(it.what()).startsWith("200 of its images"));
		DamagedPage.zero(file, "differences", 2);
		assertThat(look(file)).singleElement().satisfies((it) -> {
			assertThat(it.level()).isEqualTo(FindingLevel.WARNING);
			assertThat(it.what()).contains("damaged");
		});
	}

	private static List<Finding> look(Path file) throws Exception {
		try (TestLedger ledger = new TestLedger("jdbc:sqlite:" + file, Clock.systemUTC())) {
			return new LeftImagesCheck(ledger.completeness(Clock.systemUTC())).of(SOURCE).question().call();
		}
	}

	private static void fill(Path file) {
		JdbcClient.create(new DriverManagerDataSource("jdbc:sqlite:" + file))
			.sql("""
					with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)
					insert into differences (source, repository, rule, target, target_image, digest, standing, since, seen_at)
					select 'contoso', 'app', 0, 'prod', 'customer.azurecr.io/app:v' || i, 'sha256:' || i, 'removed', 0, 0 from n
					""")
			.update();
	}

}
