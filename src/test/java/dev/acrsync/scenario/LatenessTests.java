package dev.acrsync.scenario;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
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
 * What comes late: copies of which nobody has heard, and tags that the source or the
 * target does not show yet. The target is right in the end, and nothing is copied twice.
 */
class LatenessTests {

	@AutoClose
	private static FaultStage stage;

	private static Sandbox sandbox;

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
	void aLateCopyWhoseAnswerWasLostDoesNotMoveTheTagBack() {
		sandbox.arm().loseNextAnswer(Duration.ofSeconds(3));
		Digest first = stage.push(this.repository, StoredManifest.named("first"));
		stage.awaitTrouble(this.repository, "no-answer");
		Digest second = stage.push(this.repository, StoredManifest.named("second"));
		stage.awaitTrouble(this.repository, "operation-unsettled");
		stage.assertCost(this.repository, 1, 1);
		Awaitility.await()
			.until(() -> sandbox.customer().digest(this.repository, "v1").filter(first::equals).isPresent());
		stage.skip(Duration.ofMinutes(1));
		stage.awaitArrival(this.repository, second);
		stage.assertCost(this.repository, 2, 2);
		assertThat(sandbox.arm().mostParallel(this.repository + ":v1")).isOne();
	}

	@Test
	void aTagThatTheSourceDoesNotShowYetIsLookedAtAgain() {
		sandbox.vendor().lagBehind(this.repository, "v1");
		Digest digest = stage.push(this.repository);
		JsonNode behind = stage.awaitTrouble(this.repository, "source-behind");
		assertThat(FaultStage.message(behind)).contains("not there yet");
		stage.skip(Duration.ofMinutes(5));
		stage.awaitNextWait(this.repository);
		URI story = stage.service().actuator("").resolve("/console/images/" + behind.at("/id").asString());
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(RunningService.send(HttpRequest.newBuilder(story)).body())
				.containsSubsequence("Try 1 begins", "Looked again, the last time on", "Try 1 goes on",
						"source-behind: it is looked at again", "Next try"));
		sandbox.vendor().catchUp();
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
	}

	@Test
	void aTagThatTheSourceHasNotShownAfterTenMinutesIsGone() {
		sandbox.vendor().lagBehind(this.repository, "v1");
		stage.push(this.repository);
		stage.awaitTrouble(this.repository, "source-behind");
		stage.skip(Duration.ofMinutes(11));
		assertThat(FaultStage.message(stage.awaitState(this.repository, "gone"))).contains("never came");
	}

	@Test
	void aDigestThatTheSourceDoesNotShowYetIsLookedAtAgain() {
		stage.awaitArrival(this.repository, stage.push(this.repository, StoredManifest.named("first")));
		sandbox.vendor().lagBehind(this.repository, "v1");
		Digest second = stage.push(this.repository, StoredManifest.named("second"));
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "source-behind"))).contains("still sha256:");
		sandbox.vendor().catchUp();
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, second);
		stage.assertCost(this.repository, 2, 2);
	}

	@Test
	void aTargetThatShowsItsTagLateIsLookedAtAgainAndNothingIsCopiedTwice() {
		sandbox.customer().lagBehind(this.repository, "v1");
		Digest digest = stage.push(this.repository);
		stage.awaitTrouble(this.repository, "target-behind");
		stage.skip(Duration.ofSeconds(90));
		sandbox.customer().catchUp();
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void anImageInQuarantineIsNotCopiedAgainAndEndsWhenItIsReleased() {
		Digest digest = StoredManifest.named("quarantined").digest();
		sandbox.customer().quarantine(this.repository, digest);
		stage.push(this.repository, StoredManifest.named("quarantined"));
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "target-quarantined"))).contains("released");
		stage.skip(Duration.ofHours(49));
		stage.awaitNextWait(this.repository);
		stage.awaitTrouble(this.repository, "target-quarantined");
		sandbox.customer().catchUp();
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aPushOfTheWayBackIsNewThoughASignatureOfTheOtherImageIsBeingCopied() {
		Digest first = sandbox.vendor().put(this.repository, "v1", StoredManifest.named("first"));
		Digest second = sandbox.vendor().put(this.repository, "v1", StoredManifest.named("second"));
		sandbox.vendor()
			.put(this.repository,
					StoredManifest.referring("signature", second, "application/vnd.cncf.notary.signature"));
		CompletableFuture<Integer> wayBack = new CompletableFuture<>();
		sandbox.arm().beforeNextPost(() -> {
		});
		sandbox.arm().beforeNextPost(() -> {
			sandbox.vendor().put(this.repository, "v1", StoredManifest.named("first"));
			wayBack.complete(stage.announce(this.repository, first).statusCode());
		});
		stage.announce(this.repository, first);
		assertThat(wayBack.orTimeout(60, TimeUnit.SECONDS).join()).as("not a duplicate").isEqualTo(202);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> sandbox.customer().digest(this.repository, "v1").filter(first::equals).isPresent());
	}

}
