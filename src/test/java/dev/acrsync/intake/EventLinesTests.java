package dev.acrsync.intake;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;

import dev.acrsync.ledger.TestPushes;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.scenario.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link EventLines}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventLinesTests {

	@Test
	void theHolderOfASecretDoesNotFillTheLog(CapturedOutput output) {
		SettableClock clock = new SettableClock("2026-01-05T10:00:00Z");
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, clock,
						"acr-sync.sources.contoso.webhook.rate-limit=5")) {
			sandbox.arm().down();
			for (int i = 0; i < 20; i++) {
				assertThat(service.post(AcrEvents.ping()).statusCode()).isEqualTo(200);
				assertThat(refused(service)).isEqualTo(400);
			}
			assertThat(lines(output)).hasSize(5);
			assertThat(push(service, "v1")).as("a push has a line of its own").isEqualTo(202);
			assertThat(push(service, "v1")).as("a repeated one too").isEqualTo(200);
			assertThat(lines(output)).hasSize(7);
			clock.goOn(Duration.ofSeconds(61));
			assertThat(push(service, "v2")).isEqualTo(202);
			assertThat(lines(output)).hasSize(9)
				.filteredOn((line) -> line.contains("Further events of contoso"))
				.singleElement()
				.asString()
				.contains("WARN", "{invalid=18, pong=17}");
			assertThat(service.bean(MeterRegistry.class)
				.get("acr.sync.events")
				.tags("source", "contoso", "outcome", "pong")
				.counter()
				.count()).as("counted").isEqualTo(20);
		}
	}

	private static int refused(RunningService service) {
		return RunningService
			.send(service.toWebhook("contoso")
				.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
				.POST(HttpRequest.BodyPublishers.ofString("{}")))
			.statusCode();
	}

	private static int push(RunningService service, String tag) {
		return service.post(AcrEvents.push("contoso.azurecr.io", "tripinsights/poi", tag, TestPushes.digest('a')))
			.statusCode();
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.matches(".*(Event|events) .*of contoso.*")).toList();
	}

}
