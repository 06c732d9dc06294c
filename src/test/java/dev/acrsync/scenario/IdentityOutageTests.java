package dev.acrsync.scenario;

import java.time.Duration;
import java.time.Instant;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service that has no token yet, and an identity that gives none, or gives it as slowly
 * as a virtual machine's endpoint may.
 */
class IdentityOutageTests {

	private static final String FIRST = "tripinsights/first";

	private static final String SECOND = "tripinsights/second";

	@Test
	void theDoorAnswersAtOnceWhileTheIdentityIsAwayOrSlow() {
		Sandbox cold = Sandbox.start();
		cold.identity().down();
		try (FaultStage stage = new FaultStage(cold)) {
			Digest digest = stage.push(FIRST);
			assertThat(FaultStage.message(stage.awaitTrouble(FIRST, "identity-unavailable")))
				.contains("This service's own identity gets no token from Azure")
				.contains("nothing answers there");
			assertThat(stage.status("/health/readiness")).isEqualTo(200);
			assertThat(stage.status("/health")).isEqualTo(200);
			stage.assertCost(FIRST, 0, 0);
			cold.identity().slowDownBy(Duration.ofSeconds(25));
			cold.identity().up();
			long before = cold.identity().requests();
			Instant slow = Instant.now();
			stage.skipToNextAttempt(FIRST);
			Awaitility.await().until(() -> cold.identity().requests() > before);
			Instant asked = Instant.now();
			Digest second = stage.push(SECOND);
			assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
			cold.identity().slowDownBy(Duration.ZERO);
			stage.awaitArrival(FIRST, digest);
			stage.awaitArrival(SECOND, second);
			assertThat(Duration.between(slow, Instant.now())).isGreaterThan(Duration.ofSeconds(25));
			stage.assertCost(FIRST, 1, 1);
		}
	}

}
