package dev.acrsync.arm;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import com.azure.core.credential.TokenCredential;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.IdentityHealthIndicator;
import dev.acrsync.identity.IdentityWatch;
import dev.acrsync.identity.TokenIssuer;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WarmUp}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	private static final AzureSettings AZURE = new AzureSettings(AzureSettings.AzureCloud.PUBLIC,
			URI.create("https://localhost:1"), AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty());

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
	void warnsAtTheStartAndEveryHourWhileThereIsNoIdentity(CapturedOutput output) {
		AtomicBoolean away = new AtomicBoolean(true);
		WatchedCredential credential = credential((_) -> away.get()
				? Mono.error(new IllegalStateException("IMDS\nis not there")) : Mono.just(ArmStandIn.token()));
		SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
		IdentityWatch watch = new IdentityWatch(AZURE, credential, clock);
		IdentityHealthIndicator health = new IdentityHealthIndicator(credential);
		new WarmUp(AZURE, watch).run();
		assertThat(warnings(output)).singleElement().asString().contains("WARN", "IMDS is not there");
		assertThat(output.getOut()).doesNotContain("\tat ");
		assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		assertThat(health.health().getDetails().get("warning")).asString().contains("IMDS is not there");
		clock.goOn(Duration.ofMinutes(59));
		watch.look();
		assertThat(warnings(output)).hasSize(1);
		clock.goOn(Duration.ofMinutes(1));
		watch.look();
		assertThat(warnings(output)).hasSize(2);
		away.set(false);
		clock.goOn(Duration.ofMinutes(1));
		watch.look();
		assertThat(health.health().getDetails()).isEmpty();
		clock.goOn(Duration.ofHours(2));
		watch.look();
		assertThat(warnings(output)).hasSize(2);
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("No import can be started")).toList();
	}

	private void warmUp(TokenCredential credential) {
		new WarmUp(AZURE, new IdentityWatch(AZURE, credential(credential), new SettableClock("2026-03-01T12:00:00Z")))
			.run();
	}

	private WatchedCredential credential(TokenCredential credential) {
		return new WatchedCredential(credential, new TokenIssuer("the issuer", "Check this"),
				ForeignTextSanitizer.hiding(), new AzureRequests(this.meters), Duration.ofSeconds(5));
	}

}
