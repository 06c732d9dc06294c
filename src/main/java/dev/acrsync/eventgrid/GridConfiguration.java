package dev.acrsync.eventgrid;

import dev.acrsync.intake.EventJudge;
import dev.acrsync.intake.EventReporter;
import dev.acrsync.intake.ManifestNotes;
import dev.acrsync.intake.PushWriter;
import dev.acrsync.intake.RateLimits;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what takes messages of Event Grid.
 */
@Configuration(proxyBeanMethods = false)
class GridConfiguration {

	@Bean
	GridMessageHandler gridMessageHandler(EventJudge judge, RateLimits rateLimits, PushWriter writer,
			ManifestNotes notes, EventReporter reporter) {
		return new GridMessageHandler(judge, rateLimits, writer, notes, reporter);
	}

}
