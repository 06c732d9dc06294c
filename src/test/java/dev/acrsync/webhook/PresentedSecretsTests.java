package dev.acrsync.webhook;

import java.util.List;
import java.util.Optional;

import dev.acrsync.rules.Rules;
import dev.acrsync.settings.PullAccess;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.settings.WebhookAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever has no secrets is told so where events need them.
 */
@ExtendWith(OutputCaptureExtension.class)
class PresentedSecretsTests {

	@Test
	void aSourceWhoseEventsComeByAQueueNeedsNone(CapturedOutput output) {
		Source closed = source("closed", Optional.empty());
		Source queued = source("queued",
				Optional.of(QueueAddress.parse("https://contoso.queue.core.windows.net/acr-events")));
		new PresentedSecrets(TestSettings.of(closed, queued).settings());
		assertThat(output).contains("Source 'closed' has no webhook.secrets").doesNotContain("'queued'");
	}

	private static Source source(String name, Optional<QueueAddress> queue) {
		Source open = TestSettings.source(name, new Rules(List.of()));
		return new Source(name, open.registry(), open.aliases(), open.resourceId(), WebhookAccess.NONE,
				new PullAccess(Optional.empty(), queue), open.rules());
	}

}
