package dev.acrsync.arm;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import com.azure.core.http.HttpClient;
import dev.acrsync.identity.AzureHttpClient;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.TokenIssuer;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.StandInArm;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.untrusted.HttpClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What comes of a bad answer to who asks for Azure's time, over real sockets.
 */
class AzureInspectionTests {

	/** Their head is good, and nobody reads what else they say. */
	private static final Set<BadAnswer> WITH_A_TIME = EnumSet.of(BadAnswer.LARGE_ERROR, BadAnswer.DEEP,
			BadAnswer.GZIP_BOMB);

	private final StandInIdentity identity = new StandInIdentity(0, "assertion");

	private final StandInArm arm = new StandInArm(0, this.identity, (_) -> {
	});

	@AfterEach
	void stop() {
		this.arm.close();
		this.identity.close();
	}

	@ParameterizedTest
	@EnumSource
	void theTimeIsReadOrTheTroubleIsToldAsAzures(BadAnswer answer) {
		this.arm.answerReadsBadly("/subscriptions", answer);
		ArmResult<?> time = inspection().time();
		if (WITH_A_TIME.contains(answer)) {
			assertThat(time).isInstanceOf(ArmResult.Answered.class);
		}
		else {
			assertThat(time).isInstanceOfSatisfying(ArmResult.Unanswered.class,
					(unanswered) -> assertThat(unanswered.message())
						.startsWith("Azure Resource Manager at " + this.arm.endpoint())
						.hasSizeLessThan(1_000));
		}
	}

	private AzureInspection inspection() {
		AzureSettings azure = new AzureSettings(AzureSettings.AzureCloud.PUBLIC, this.arm.endpoint(),
				AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty());
		HttpClient client = new AzureHttpClient(HttpClients.builder("azure-"), Duration.ofSeconds(10),
				Duration.ofSeconds(2));
		AzureRequests requests = new AzureRequests(new SimpleMeterRegistry());
		WatchedCredential nobody = new WatchedCredential((_) -> Mono.error(new IllegalStateException("none")),
				new TokenIssuer("the issuer", "Check"), ForeignTextSanitizer.hiding(), requests, Duration.ofSeconds(1));
		return new AzureInspection(azure, new ArmClient(azure, client, nobody, requests, ForeignTextSanitizer.hiding()),
				new ArmTroubles(ForeignTextSanitizer.hiding()), nobody, () -> "");
	}

}
