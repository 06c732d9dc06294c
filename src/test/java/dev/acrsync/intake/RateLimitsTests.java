package dev.acrsync.intake;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.rules.Rules;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Source;
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
		Source source = new Source("contoso",
				new RegistryAccess(new RegistryHost(HOST), URI.create("https://" + HOST), new Credentials.Anonymous()),
				Set.of(), Optional.empty(), new WebhookAccess(List.of(), false, 60), new Rules(List.of()));
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
