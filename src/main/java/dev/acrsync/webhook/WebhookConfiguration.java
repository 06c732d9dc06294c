package dev.acrsync.webhook;

import java.time.Clock;

import dev.acrsync.figures.SourceCalls;
import dev.acrsync.followup.FollowUps;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the door together.
 */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

	@Bean
	PresentedSecrets presentedSecrets(Settings settings) {
		return new PresentedSecrets(settings);
	}

	@Bean
	WebhookReceiver receiver(Settings settings, RateLimits rateLimits, Ledger ledger, FollowUps followUps,
			Tracing tracing) {
		return new WebhookReceiver(settings, rateLimits, ledger, followUps, tracing);
	}

	@Bean
	RateLimits rateLimits(Clock clock) {
		return new RateLimits(clock);
	}

	@Bean
	EventReporter events(MeterRegistry meters, Settings settings, Tracing tracing, SourceCalls calls, Clock clock) {
		return new EventReporter(meters, settings, tracing, new EventLines(settings, clock), calls);
	}

}
