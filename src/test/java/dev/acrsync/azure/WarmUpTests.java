package dev.acrsync.azure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.azure.core.credential.TokenCredential;
import dev.acrsync.registry.ForeignText;
import dev.acrsync.settings.Azure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WarmUp}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void asksForAFirstTokenAndNothingElse() {
		List<String> scopes = new ArrayList<>();
		warmUp((request) -> {
			scopes.addAll(request.getScopes());
			return Mono.just(ArmStandIn.token());
		});
		assertThat(scopes).containsExactly("https://management.core.windows.net//.default");
		assertThat(this.meters.find("acr.sync.azure.requests").timers()).hasSize(1);
	}

	@Test
	void saysInOneLineThatThereIsNoIdentityYet(CapturedOutput output) {
		warmUp((_) -> Mono.error(new IllegalStateException("IMDS\nis not there")));
		assertThat(output.getOut().lines().filter((line) -> line.contains("No import can be started yet")))
			.singleElement()
			.asString()
			.contains("INFO", "IMDS is not there");
		assertThat(output.getOut()).doesNotContain("\tat ");
	}

	private void warmUp(TokenCredential credential) {
		Azure azure = new Azure(Azure.Cloud.PUBLIC, URI.create("https://localhost:1"),
				Azure.Credential.MANAGED_IDENTITY, Optional.empty());
		new WarmUp(azure, new WatchedCredential(credential, "Check this", ForeignText.hiding(),
				new AzureRequests(this.meters), Duration.ofSeconds(5)))
			.run();
	}

}
