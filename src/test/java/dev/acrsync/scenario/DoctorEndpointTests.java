package dev.acrsync.scenario;

import java.time.Clock;
import java.time.Duration;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The doctor inside the running service.
 */
@ExtendWith(OutputCaptureExtension.class)
class DoctorEndpointTests {

	private static final String FABRIKAM = "acr-sync.sources.fabrikam.";

	@Test
	void theRunningServiceSaysThatAllIsWell() {
		try (Sandbox sandbox = Sandbox.start(); RunningService service = RunningService.start(sandbox)) {
			sandbox.vendor().put("tripinsights/poi", "v1", StoredManifest.named("one"));
			JsonNode diagnosis = service.get("/doctor");
			assertThat(diagnosis.at("/level").asString()).as(diagnosis.toString()).isEqualTo("ok");
			assertThat(what(diagnosis, "database")).contains("is durable, and is written to by this service",
					"Its tables have version");
			assertThat(service.get("/health/readiness").at("/status").asString()).isEqualTo("UP");
		}
	}

	@Test
	void writesNoLineForEachWhoAsks(CapturedOutput output) {
		try (Sandbox sandbox = Sandbox.start(); RunningService service = RunningService.start(sandbox)) {
			int begin = output.getAll().length();
			assertThat(service.get("/doctor").at("/findings")).isNotEmpty();
			assertThat(output.getAll().substring(begin)).doesNotContainIgnoringCase("flyway");
		}
	}

	@Test
	void noSecretIsShownWhateverIsWrong() {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, FABRIKAM + "registry=fabrikam.azurecr.io",
						FABRIKAM + "endpoint=" + sandbox.vendor().endpoint(), FABRIKAM + "username=someone",
						FABRIKAM + "password=planted-password", FABRIKAM + "webhook.secrets[0]=planted-planted-planted",
						FABRIKAM + "rules[0].repositories[0]=tripinsights/*", "acr-sync.targets.prod.username=somebody",
						"acr-sync.targets.prod.password=planted-as-well")) {
			String answer = service.get("/doctor").toString();
			assertThat(answer).contains("fabrikam.azurecr.io", "customer.azurecr.io", "\"level\":\"error\"");
			assertThat(answer).doesNotContain("planted", Sandbox.PASSWORD, Sandbox.WEBHOOK_SECRET, "eyJ");
		}
	}

	@Test
	void aClockThatIsOffIsToldByAzuresOwn() {
		assertThat(clock(Duration.ofSeconds(30))).startsWith("ok This machine has the time of Azure");
		assertThat(clock(Duration.ofMinutes(-2))).startsWith("warning This machine's clock is 1")
			.contains("seconds behind Azure's");
		assertThat(clock(Duration.ofMinutes(5))).startsWith("error This machine's clock is ")
			.contains("seconds ahead of Azure's", "timedatectl set-ntp true");
	}

	private static String clock(Duration off) {
		Clock clock = Clock.offset(Clock.systemUTC(), off);
		try (Sandbox sandbox = Sandbox.start(); RunningService service = RunningService.start(sandbox, clock)) {
			JsonNode finding = finding(service.get("/doctor"), "clock");
			return "%s %s %s".formatted(finding.at("/level").asString(), finding.at("/what").asString(),
					finding.at("/cure").asString(""));
		}
	}

	private static String what(JsonNode diagnosis, String subject) {
		return finding(diagnosis, subject).at("/what").asString();
	}

	private static JsonNode finding(JsonNode diagnosis, String subject) {
		return diagnosis.at("/findings")
			.valueStream()
			.filter((finding) -> finding.at("/subject").asString().equals(subject))
			.findFirst()
			.orElseThrow();
	}

}
