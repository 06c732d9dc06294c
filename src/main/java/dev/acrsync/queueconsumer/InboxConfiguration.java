package dev.acrsync.queueconsumer;

import java.time.Clock;

import dev.acrsync.eventgrid.GridMessageHandler;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.resumption.MessageTrials;
import dev.acrsync.resumption.SetAsideMessages;
import dev.acrsync.settings.Settings;
import dev.acrsync.storagequeue.QueueClient;
import dev.acrsync.storagequeue.SourceQueue;
import dev.acrsync.untrusted.ForeignTextSanitizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what reads queues.
 */
@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

	@Bean
	InboxReporter inboxReporter(Settings settings, SetAsideMessages setAside, Clock clock) {
		return new InboxReporter(settings, setAside, clock, System::nanoTime);
	}

	@Bean
	SourceInboxes sourceInboxes(Settings settings, QueueClient client, EntraTokens tokens, GridMessageHandler receiver,
			RateLimits rateLimits, Ledger ledger, SetAsideMessages setAside, MessageTrials trials,
			InboxReporter reporter, ForeignTextSanitizer foreignText) {
		InboxEvents events = new InboxEvents(receiver, rateLimits, setAside, trials, ledger);
		return new SourceInboxes(settings,
				() -> new SourceInbox(new SourceQueue(client, tokens), events, reporter, foreignText));
	}

}
