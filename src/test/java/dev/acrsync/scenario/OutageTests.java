package dev.acrsync.scenario;

import java.time.Duration;
import java.util.Locale;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the service needs and does not have for a while: either registry, Azure Resource
 * Manager. Each the whole way over real sockets.
 */
class OutageTests {

	@AutoClose
	private static FaultStage stage;

	private static Sandbox sandbox;

	/**
	 * The repository of the test that runs.
	 */
	private String repository;

	@BeforeAll
	static void open() {
		sandbox = Sandbox.start();
		stage = new FaultStage(sandbox);
	}

	@AfterEach
	void heal() {
		stage.heal();
	}

	@BeforeEach
	void nameRepository(TestInfo test) {
		this.repository = "tripinsights/" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
	}

	@Test
	void aSourceThatIsAwayIsNamedAndWaitedFor() {
		sandbox.vendor().down();
		Digest digest = stage.push(this.repository);
		JsonNode record = stage.awaitTrouble(this.repository, "copy-failed");
		sandbox.vendor().up();
		assertThat(FaultStage.message(record)).contains("Azure could not copy the image")
			.contains("Registry 'contoso.azurecr.io' cannot be reached at " + sandbox.vendor().endpoint());
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 2, 2);
	}

	@Test
	void aSourceThatKeepsOnlyUsOutIsImportedFromAllTheSame() {
		sandbox.vendor().bar(403);
		Digest digest = stage.push(this.repository);
		stage.awaitArrival(this.repository, digest);
		sandbox.vendor().unbar();
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aTargetThatIsAwayIsNamedAndWaitedFor() {
		String before = this.repository + "-before";
		stage.awaitArrival(before, stage.push(before));
		sandbox.customer().down();
		Digest digest = stage.push(this.repository);
		JsonNode record = stage.awaitTrouble(this.repository, "target-unreadable");
		sandbox.customer().up();
		assertThat(FaultStage.message(record))
			.contains("Registry 'customer.azurecr.io' cannot be reached at " + sandbox.customer().endpoint());
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aTargetThatKeepsOnlyUsOutIsImportedIntoOnceAndProvedLater() {
		sandbox.customer().bar(403);
		Digest digest = stage.push(this.repository);
		JsonNode record = stage.awaitTrouble(this.repository, "target-unreadable");
		sandbox.customer().unbar();
		assertThat(FaultStage.message(record)).contains("Target 'prod' cannot be read, so the import cannot be proved")
			.contains("Registry 'customer.azurecr.io'")
			.contains("check its firewall");
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void anAzureThatIsAwayIsWaitedFor() {
		sandbox.arm().down();
		Digest digest = stage.push(this.repository);
		JsonNode record = stage.awaitTrouble(this.repository, "arm-unreachable");
		sandbox.arm().up();
		assertThat(FaultStage.message(record))
			.contains("Azure Resource Manager cannot be reached at " + sandbox.arm().endpoint())
			.contains("nothing answers there");
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void anOperationIsFollowedOnAfterAzureWasAway() {
		stage.neverEnd();
		Digest digest = stage.push(this.repository);
		stage.awaitOperations(this.repository, 1);
		sandbox.arm().down();
		stage.end();
		Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
		sandbox.arm().up();
		stage.awaitArrival(this.repository, digest);
		assertThat(stage.record(this.repository).at("/attempts").asInt()).isEqualTo(1);
		stage.assertCost(this.repository, 1, 1);
	}

}
