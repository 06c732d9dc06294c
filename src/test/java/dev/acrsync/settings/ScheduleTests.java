package dev.acrsync.settings;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Schedule}.
 */
class ScheduleTests {

	private static final Instant LAST = Instant.parse("2026-11-24T10:20:00Z");

	@Test
	void isDueAtAnIntervalFromStartToStart() {
		assertThat(Schedule.parse("15m")).isEqualTo(new Schedule.Every(Duration.ofMinutes(15)));
		assertThat(Schedule.parse("1h").after(LAST)).contains(Instant.parse("2026-11-24T11:20:00Z"));
	}

	@Test
	void isDueAtATimeOfDayInUtc() {
		assertThat(Schedule.parse("0 0 * * * *").after(LAST)).contains(Instant.parse("2026-11-24T11:00:00Z"));
		assertThat(Schedule.parse("@daily").after(LAST)).contains(Instant.parse("2026-11-25T00:00:00Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "false" })
	void isNeverDueWhenItIsOffAlsoAsYamlReadsTheWord(String written) {
		assertThat(Schedule.parse(written).after(LAST)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "15", "30s", "-1h", "500d", "hourly", "0 0 * * *", "99 * * * * *", "@never" })
	void refusesWhatIsNone(String written) {
		assertThatIllegalArgumentException().isThrownBy(() -> Schedule.parse(written))
			.withMessageContaining("'off'")
			.withMessageContaining("15m");
	}

}
