package dev.acrsync.scenario;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInArm;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Azure Resource Manager does wrong, each the whole way over real sockets: what
 * operators see of it, that the image arrives in the end, and how often Azure was asked.
 */
class FaultTests {

	private static final String SOURCE_AT_FAULT = "The source registry is at fault, not the target";

	@AutoClose
	private static FaultStage stage;

	private static Sandbox sandbox;

	private static StandInArm arm;

	/**
	 * The repository of the test that runs.
	 */
	private String repository;

	@BeforeAll
	static void open() {
		sandbox = Sandbox.start();
		arm = sandbox.arm();
		stage = new FaultStage(sandbox, "acr-sync.imports.retry.give-up-after=7m",
				"acr-sync.sources.contoso.rules[1].repositories[0]=never/*",
				"acr-sync.sources.contoso.rules[1].overwrite=never");
	}

	@AfterEach
	void heal() {
		stage.heal();
	}

	@BeforeEach
	void nameRepository(TestInfo test) {
		String name = test.getTestMethod().orElseThrow().getName() + test.getDisplayName().replaceAll("[^0-9]", "");
		this.repository = "tripinsights/" + name.toLowerCase(Locale.ROOT);
	}

	@Test
	void aThrottledRequestIsRepeatedWhenAzureWantsItAndNotBefore() {
		arm.failNextPost(429, error("SubscriptionRequestsThrottled", "Number of requests exceeded the limit."),
				Map.of("Retry-After", "90"));
		Digest digest = stage.push(this.repository);
		JsonNode record = stage.awaitTrouble(this.repository, "throttled");
		assertThat(FaultStage.message(record)).contains("acr-sync.imports.concurrency");
		assertThat(stage.untilNextAttempt(this.repository)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90));
		arrivesWithTheNextAttempt(digest, 2, 1);
	}

	@Test
	void anOverloadedAzureIsAskedAgain() {
		arm.failNextPost(503, error("ServerBusy", "The service is busy."), Map.of());
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "arm-unavailable")))
			.contains("Azure Resource Manager is not well")
			.contains("503");
		arrivesWithTheNextAttempt(digest, 2, 1);
	}

	@Test
	void aGatewaysPageInsteadOfAnAnswerIsNoRefusalSoTheTargetIsLookedAtFirst() {
		arm.failNextPost(502, "<html><body><h1>502 Bad Gateway</h1></body></html>",
				Map.of("Content-Type", "text/html"));
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "arm-unavailable"))).contains("502")
			.doesNotContain("<");
		stage.skipToNextAttempt(this.repository);
		stage.awaitTrouble(this.repository, "operation-unsettled");
		arrivesAfterTheDeadline(digest, 2, 1);
	}

	@Test
	void aRequestThatWasLostOnItsWayIsRepeatedAfterALookAtTheTarget() {
		arm.dropNextPost();
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "no-answer")))
			.contains("Azure Resource Manager at " + arm.endpoint());
		stage.skipToNextAttempt(this.repository);
		stage.awaitTrouble(this.repository, "operation-unsettled");
		arrivesAfterTheDeadline(digest, 2, 1);
	}

	@Test
	void aRequestWhoseAnswerWasLostIsNotRepeated() {
		arm.loseNextAnswer();
		Digest digest = stage.push(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aRequestWhoseAnswerWasLostIsNotRepeatedEitherWhenTheImageComesLater() {
		arm.dropNextPost();
		Digest digest = stage.push(this.repository);
		stage.awaitTrouble(this.repository, "no-answer");
		stage.skipToNextAttempt(this.repository);
		stage.awaitTrouble(this.repository, "operation-unsettled");
		stage.copyUnseen(this.repository);
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 0);
	}

	@ParameterizedTest
	@CsvSource({ "429, SubscriptionRequestsThrottled", "503, ServerBusy", "502, ", "401, InvalidAuthenticationToken",
			"403, AuthorizationFailed", "404, OperationNotFound" })
	void aPollThatFailsIsNoImportThatFails(int status, String code) {
		arm.failNextPoll(status,
				(code != null) ? error(code, "Not now.") : "<html><body><h1>502 Bad Gateway</h1></body></html>",
				(status == 429) ? Map.of("Retry-After", "1") : Map.of());
		Digest digest = stage.push(this.repository);
		stage.awaitArrival(this.repository, digest);
		assertThat(stage.record(this.repository).at("/attempts").asInt()).isEqualTo(1);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aPollWhoseAnswerIsLostIsNoImportThatFails() {
		arm.dropNextPoll();
		arm.dropNextPoll();
		Digest digest = stage.push(this.repository);
		stage.awaitArrival(this.repository, digest);
		assertThat(stage.record(this.repository).at("/attempts").asInt()).isEqualTo(1);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aCopyThatARegistryThrottledIsBegunAnew() {
		Digest digest = pushWhileOperationsFail("InvalidParameters", "Error copying blobs: HAP429 Too Many Requests");
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "throttled")))
			.contains("acr-sync.imports.concurrency");
		arm.succeedOperations();
		arrivesWithTheNextAttempt(digest, 2, 2);
	}

	@Test
	void aFailureWithTheStatusOfASuccessIsAFailure() {
		arm.failNextPoll(200, "{\"status\":\"Failed\"}", Map.of());
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "Failed")))
			.contains("Azure did not finish the import");
		arrivesWithTheNextAttempt(digest, 2, 2);
	}

	@Test
	void aConflictWithOurOwnSuccessIsASuccess() {
		this.repository = "never/our-own";
		arm.dropNextPost();
		Digest digest = stage.push(this.repository);
		stage.awaitTrouble(this.repository, "no-answer");
		stage.skipToNextAttempt(this.repository);
		stage.awaitTrouble(this.repository, "operation-unsettled");
		arm.beforeNextPost(() -> stage.copyUnseen(this.repository));
		arrivesAfterTheDeadline(digest, 2, 0);
	}

	@Test
	void aConflictWithAnotherImageKeepsIt() {
		this.repository = "never/another";
		arm.beforeNextPost(
				() -> sandbox.customer().put(this.repository, "v1", StoredManifest.named("somebody else's")));
		stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitState(this.repository, "kept"))).contains("overwrite: never")
			.contains(StoredManifest.named("somebody else's").digest().value());
		stage.assertCost(this.repository, 1, 0);
	}

	@Test
	void aConflictThatIsNotAboutTheTagSaysWhatToDo() {
		arm.failNextPost(409,
				error("MissingSubscriptionRegistration",
						"The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'."),
				Map.of());
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "provider-not-registered")))
			.contains("acr-sync.targets.prod.resource-id")
			.contains("az provider register --namespace Microsoft.ContainerRegistry");
		arrivesWithTheNextAttempt(digest, 2, 1);
	}

	@Test
	void anOperationThatGoesOnPastItsDeadlineIsFollowedAndNotRepeated() {
		Digest digest = pushWhileOperationsNeverEnd();
		stage.skip(Duration.ofMinutes(31));
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "operation-unsettled")))
			.contains("acr-sync.imports.deadline");
		stage.skipToNextAttempt(this.repository);
		stage.awaitPolls(1);
		stage.awaitNextWait(this.repository);
		stage.end();
		stage.skip(Duration.ofMinutes(31));
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void anOperationThatNeverEndsHasSucceededIfTheTargetHasTheImage() {
		Digest digest = pushWhileOperationsNeverEnd();
		stage.copyUnseen(this.repository);
		stage.skip(Duration.ofMinutes(31));
		stage.awaitArrival(this.repository, digest);
		stage.end();
		stage.assertCost(this.repository, 1, 1);
	}

	@Test
	void aSuccessThatLeavesNothingInTheTargetIsNotBelieved() {
		arm.failNextPoll(200, "{\"status\":\"Succeeded\"}", Map.of());
		Digest digest = stage.push(this.repository);
		stage.awaitTrouble(this.repository, "target-behind");
		stage.skip(Duration.ofMinutes(11));
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "not-arrived")))
			.contains("customer.azurecr.io/" + this.repository + ":v1 does not have digest " + digest);
		arrivesWithTheNextAttempt(digest, 2, 2);
	}

	@Test
	void wrongCredentialsOfTheSourceAreParkedUntilSomebodyHasCorrectedThem() {
		sandbox.vendor().admit(Sandbox.USERNAME, "another password");
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitParked(this.repository, "source-unauthorized")))
			.contains(SOURCE_AT_FAULT)
			.contains("acr-sync.sources.contoso.username and acr-sync.sources.contoso.password")
			.doesNotContain(Sandbox.PASSWORD);
		stage.assertCost(this.repository, 1, 1);
		sandbox.vendor().admit(Sandbox.USERNAME, Sandbox.PASSWORD);
		stage.retry(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 2, 2);
	}

	@Test
	void aFirewallOfTheSourceIsWaitedForAndNotTakenForTheTargets() {
		Digest digest = pushWhileOperationsFail("InvalidParameters", """
				Invalid message Forbidden Forbidden {"errors":[{"code":"DENIED","message":"client with IP '192.0.2.7' \
				is not allowed access. Refer https://aka.ms/acr/firewall to grant access."}]}""");
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "source-firewall"))).contains(SOURCE_AT_FAULT)
			.contains("trusted Microsoft services");
		arm.succeedOperations();
		arrivesWithTheNextAttempt(digest, 2, 2);
	}

	@Test
	void aMissingRoleIsWaitedFor() {
		arm.failNextPost(403, error("AuthorizationFailed", "The client does not have authorization."), Map.of());
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "target-role-missing")))
			.contains("'Container Registry Data Importer and Data Reader' on acr-sync.targets.prod.resource-id");
		arrivesWithTheNextAttempt(digest, 2, 1);
	}

	@Test
	void aMissingRoleAtTheSourceIsToldApart() {
		arm.failNextPost(403, error("LinkedAuthorizationFailed",
				"The client has permission on scope '<target>'; however, not on the linked scope(s) '<source>'."),
				Map.of());
		Digest digest = stage.push(this.repository);
		assertThat(FaultStage.message(stage.awaitTrouble(this.repository, "source-role-missing")))
			.contains(SOURCE_AT_FAULT)
			.contains("acr-sync.sources.contoso.resource-id");
		arrivesWithTheNextAttempt(digest, 2, 1);
	}

	@Test
	void aRoleThatIsMissingForTooLongIsGivenUpAndCanBeRetriedByHand() {
		arm.failNextPost(403, error("AuthorizationFailed", "The client does not have authorization."), Map.of());
		arm.failNextPost(403, error("AuthorizationFailed", "The client does not have authorization."), Map.of());
		Digest digest = stage.push(this.repository);
		stage.awaitTrouble(this.repository, "target-role-missing");
		stage.skipToNextAttempt(this.repository);
		assertThat(FaultStage.message(stage.awaitParked(this.repository, "target-role-missing")))
			.startsWith("Given up after 2 attempts")
			.contains("acr-sync.targets.prod.resource-id");
		stage.retry(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, 3, 1);
	}

	private Digest pushWhileOperationsFail(String code, String message) {
		arm.failOperations(code, message);
		return stage.push(this.repository);
	}

	private Digest pushWhileOperationsNeverEnd() {
		stage.neverEnd();
		Digest digest = stage.push(this.repository);
		stage.awaitOperations(this.repository, 1);
		return digest;
	}

	private void arrivesWithTheNextAttempt(Digest digest, int requests, int operations) {
		stage.skipToNextAttempt(this.repository);
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, requests, operations);
	}

	private void arrivesAfterTheDeadline(Digest digest, int requests, int operations) {
		stage.skip(Duration.ofMinutes(31));
		stage.awaitArrival(this.repository, digest);
		stage.assertCost(this.repository, requests, operations);
	}

	private static String error(String code, String message) {
		return "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
	}

}
