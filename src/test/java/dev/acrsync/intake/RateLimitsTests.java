package dev.acrsync.intake;

import java.time.Duration;
import java.util.List;

import dev.acrsync.rules.Rules;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.settings.WebhookAccess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitsTests {

	private static final String HOST = "contoso.azurecr.io";

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -1, 0, 1, 365 * 24 })
	void letAsManyInAMinuteHoweverTheClockIsSet(int hours) {
		Source source = TestSettings.source("contoso", TestSettings.registry(HOST),
				new WebhookAccess(List.of(), false, 60), new Rules(List.of()));
		RateLimits limits = new RateLimits(this.clock);
		for (int i = 0; i < 60; i++) {
			assertThat(limits.exceeded(source)).isEmpty();
		}
		assertThat(limits.exceeded(source)).isPresent();
		this.clock.goOn(Duration.ofHours(hours));
		assertThat(limits.exceeded(source).isPresent()).isEqualTo(hours <= 0);
		this.clock.goOn(Duration.ofSeconds(10));
		for (int i = 0; i < 9; i++) {
			assertThat(limits.exceeded(source)).isEmpty();
		}
	}

}
