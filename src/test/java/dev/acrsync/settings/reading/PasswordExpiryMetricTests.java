package dev.acrsync.settings.reading;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When passwords end, as Prometheus sees it while their files change.
 */
class PasswordExpiryMetricTests {

	private static final String METRIC = "acr_sync_credential_expiry_timestamp_seconds";

	private static final String SOURCE_END = "acr-sync.sources.contoso.password-expires-at";

	private static final String TARGET = "acr-sync.targets.prod.password";

	private static final String TARGET_END = TARGET + "-expires-at";

	@TempDir
	private Path mount;

	@Test
	void isThereWhereItIsKnownAndFollowsTheFiles() throws IOException {
		write(TARGET, StandInIdentity.tokenUntil(Instant.ofEpochSecond(1_800_000_000)));
		write(TARGET_END, "2028-01-01");
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox,
						"spring.config.import=configtree:" + this.mount + "/")) {
			assertThat(shown(service)).containsExactly(METRIC + "{origin=\"token\",source=\"\",target=\"prod\"} 1.8E9");
			write(SOURCE_END, "2027-05-01");
			write(TARGET, StandInIdentity.tokenUntil(Instant.ofEpochSecond(1_800_003_600)));
			assertThat(shown(service)).containsExactly(
					METRIC + "{origin=\"setting\",source=\"contoso\",target=\"\"} 1.8091296E9",
					METRIC + "{origin=\"token\",source=\"\",target=\"prod\"} 1.8000036E9");
			write(TARGET_END, "2027-01-01T00:00:00Z");
			Files.delete(this.mount.resolve(SOURCE_END));
			assertThat(shown(service))
				.containsExactly(METRIC + "{origin=\"setting\",source=\"\",target=\"prod\"} 1.7987616E9");
			Files.delete(this.mount.resolve(TARGET_END));
			write(TARGET, "opaque");
			assertThat(shown(service)).isEmpty();
		}
	}

	private void write(String key, String value) throws IOException {
		Files.writeString(this.mount.resolve(key), value);
	}

	private static List<String> shown(RunningService service) {
		service.bean(SecretRotation.class).look();
		return RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus")))
			.body()
			.lines()
			.filter((line) -> line.startsWith(METRIC))
			.sorted()
			.toList();
	}

}
