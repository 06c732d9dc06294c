package dev.acrsync.webhook;

import dev.acrsync.eventgrid.GridMessageHandler;
import dev.acrsync.intake.EventReporter;
import dev.acrsync.settings.Settings;
import tools.jackson.databind.json.JsonMapper;

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
	EventGridDoor eventGridDoor(Settings settings, GridMessageHandler receiver, EventReporter reporter,
			JsonMapper json) {
		return new EventGridDoor(settings, receiver, reporter, json);
	}

}
