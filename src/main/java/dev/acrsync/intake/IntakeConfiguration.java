package dev.acrsync.intake;

import java.time.Clock;

import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.resumption.FollowUps;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what all doors lead to.
 */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

	@Bean
	EventJudge eventJudge(Settings settings) {
		return new EventJudge((target) -> settings.target(target).orElseThrow().registry().host());
	}

	@Bean
	ManifestNotes manifestNotes(FollowUps followUps) {
		return new ManifestNotes(followUps);
	}

	@Bean
	RateLimits rateLimits(Clock clock) {
		return new RateLimits(clock);
	}

	@Bean
	PushWriter pushWriter(Ledger ledger, Tracing tracing) {
		return new PushWriter(ledger, tracing);
	}

	@Bean
	WebhookReceiver receiver(EventJudge judge, RateLimits rateLimits, PushWriter writer, ManifestNotes notes) {
		return new WebhookReceiver(judge, rateLimits, writer, notes);
	}

	@Bean
	EventReporter events(MeterRegistry meters, Settings settings, Tracing tracing, SourceCalls calls, Clock clock) {
		return new EventReporter(meters, settings, tracing, new EventLines(settings, clock), calls);
	}

}
