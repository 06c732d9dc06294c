package dev.acrsync.ledger;

import java.nio.file.Path;
import java.util.Optional;

import dev.acrsync.records.ImportState;
import dev.acrsync.records.ReadableImports;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ledger on the embedded database.
 */
class SqliteLedgerTests extends LedgerTests {

	@TempDir
	Path directory;

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

	@Override
	void refuseBadTags(JdbcClient jdbc) {
		jdbc.sql("""
				create trigger refuse before insert on imports when new.tag = 'bad'
				begin select raise(abort, 'refused by the test'); end
				""").update();
	}

	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	@ParameterizedTest
	@ValueSource(
			strings = { "update work set target = cast(x'F0726F64' as text)", "update work set target = x'70726F64'" })
	void aNameThatIsNoTextIsNotFoundForEver(String damage) {
		this.opened.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
		this.opened.jdbc().sql(damage).update();
		assertThat(this.opened.served().targets()).hasSize(1);
	}

	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	@ParameterizedTest
	@ValueSource(strings = { "F0", "80", "BF" })
	void anIdThatIsNoTextIsNotFoundForEver(String wrong) {
		this.opened.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
		this.opened.ledger().accept(TestPushes.push("v2", TestPushes.digest('b')));
		this.opened.jdbc()
			.sql("update imports set id = cast(x'%s' || substr(id, 3) as text) where tag = 'v1'"
				.formatted("3031" + wrong))
			.update();
		ReadableImports readable = new ReadableImports(this.opened.jdbc());
		assertThat(readable.counts()).containsEntry(ImportState.PENDING, 1L);
		assertThat(readable.newest(Optional.empty(), (record) -> true, 100).records())
			.extracting((record) -> record.push().image().tag().value())
			.containsExactly("v2");
		assertThat(this.opened.records().find(Optional.empty(), Optional.empty(), Optional.empty(), 100).records())
			.extracting((record) -> record.push().image().tag().value())
			.contains("v2");
	}

}
