package dev.acrsync.rules;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Backfill}.
 */
class BackfillTests {

	@Test
	void readsEachKind() {
		assertThat(Backfill.parse("all")).isEqualTo(new Backfill.All());
		assertThat(Backfill.parse("none")).isEqualTo(new Backfill.None());
		assertThat(Backfill.parse("latest:20")).isEqualTo(new Backfill.Latest(20));
		assertThat(Backfill.parse("since:30d")).isEqualTo(new Backfill.Since(Duration.ofDays(30)));
		assertThat(Backfill.parse("since:12h")).isEqualTo(new Backfill.Since(Duration.ofHours(12)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "everything", "latest", "latest:0", "latest:-1", "latest:9999999999", "since:30",
			"since:d", "since:30y" })
	void refusesWhatIsNone(String written) {
		assertThatIllegalArgumentException().isThrownBy(() -> Backfill.parse(written))
			.withMessageContaining("latest:20")
			.withMessageContaining("since:30d");
	}

}
