package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.acrsync.image.Digest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StandInArmTests {

	private static final String REPOSITORY = "tripinsights/poi";

	private final HttpClient client = HttpClient.newBuilder()
		.sslContext(LocalhostCertificate.sslContext())
		.version(HttpClient.Version.HTTP_1_1)
		.build();

	@AutoClose
	private final Sandbox sandbox = Sandbox.start();

	private final StandInArm arm = this.sandbox.arm();

	private final String token = this.sandbox.identity().token("https://management.core.windows.net/");

	private final Digest digest = this.sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("first"));

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void copiesByDigestOnceItWasAskedOftenEnough() throws Exception {
		this.sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("second"));
		HttpResponse<String> accepted = start("first", "Force", Sandbox.PASSWORD);
		assertThat(accepted.statusCode()).isEqualTo(202);
		assertThat(accepted.body()).isEmpty();
		assertThat(location(accepted)).contains("/operationResults/registries-first?").hasSizeBetween(2800, 4000);
		HttpResponse<String> underWay = poll(accepted);
		assertThat(underWay.statusCode()).isEqualTo(202);
		assertThat(underWay.body()).isEqualTo("{\"status\":\"Accepted\"}");
		assertThat(location(underWay)).isNotEqualTo(location(accepted));
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).isEmpty();
		HttpResponse<String> ended = poll(underWay);
		assertThat(ended.body()).isEqualTo("{\"status\":\"Succeeded\"}");
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(this.digest);
		assertThat(this.arm.calls()).singleElement().satisfies((call) -> {
			assertThat(call.requestId()).isEqualTo("first");
			assertThat(call.sourceImage()).isEqualTo(REPOSITORY + "@" + this.digest);
			assertThat(call).asString().doesNotContain(Sandbox.PASSWORD);
		});
	}

	@Test
	void copiesInItsOwnTimeThoughNobodyAsks() throws Exception {
		this.arm.operationsTake(Duration.ofMillis(100));
		start("first", "Force", Sandbox.PASSWORD);
		start("second", "Force", Sandbox.PASSWORD);
		assertThat(this.arm.mostParallel(REPOSITORY + ":v1")).isEqualTo(2);
		Awaitility.await().until(() -> this.arm.running() == 0);
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(this.digest);
	}

	@Test
	void throttlesAndTellsOfCopies() throws Exception {
		List<ImportCall> copies = new CopyOnWriteArrayList<>();
		this.arm.onCopy(copies::add);
		this.arm.throttle();
		this.arm.pollsUntilEnd(0);
		HttpResponse<String> accepted = start("first", "Force", Sandbox.PASSWORD);
		assertThat(accepted.headers().firstValue("x-ms-ratelimit-remaining-subscription-writes")).contains("199");
		HttpResponse<String> ended = poll(accepted);
		assertThat(ended.headers().firstValue("x-ms-ratelimit-remaining-subscription-reads")).contains("249");
		assertThat(copies).extracting(ImportCall::requestId).containsExactly("first");
		assertThat(this.arm.throttledImports()).isZero();
		assertThat(this.arm.throttledPolls()).isZero();
	}

	@Test
	void throttlesOperationsWhereTooManyAreUnderWay() throws Exception {
		this.arm.pollsUntilEnd(0);
		this.arm.throttleOperationsAbove(1);
		HttpResponse<String> first = start("first", "Force", Sandbox.PASSWORD);
		HttpResponse<String> second = start("second", "Force", Sandbox.PASSWORD);
		HttpResponse<String> failed = poll(first);
		assertThat(failed.statusCode()).isEqualTo(400);
		assertThat(failed.body()).contains("Operation registries-first failed.", "429 Too Many Requests");
		assertThat(poll(second).statusCode()).isEqualTo(200);
	}

	@Test
	void refusesAnExistingTagWithoutForceBeforeItCopies() throws Exception {
		this.sandbox.customer().put(REPOSITORY, "v1", StoredManifest.named("first"));
		HttpResponse<String> response = start("again", "NoForce", Sandbox.PASSWORD);
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).contains("\"code\":\"Conflict\"")
			.contains("Operation registries-again failed. Resource " + Sandbox.RESOURCE_ID
					+ " Tag tripinsights/poi:v1 already exists in target registry.");
		assertThat(this.arm.running()).isZero();
	}

	@Test
	void failsTheOperationForWrongCredentials() throws Exception {
		this.arm.pollsUntilEnd(0);
		HttpResponse<String> failed = poll(start("wrong", "Force", "not the password"));
		assertThat(failed.statusCode()).isEqualTo(400);
		assertThat(failed.body()).contains("InvalidParameters", "Invalid message Unauthorized Unauthorized");
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).isEmpty();
	}

	@Test
	void wantsATokenForResourceManager() throws Exception {
		String alien = this.sandbox.identity().token("https://containerregistry.azure.net");
		HttpResponse<String> response = this.client
			.send(request(URI.create(this.arm.endpoint() + Sandbox.RESOURCE_ID + "/importImage"), alien)
				.POST(BodyPublishers.ofString("{}"))
				.build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(this.arm.calls()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "fail-no-role, 403, AuthorizationFailed", "fail-throttled, 429, SubscriptionRequestsThrottled" })
	void refusesAtOnceByTheNameOfTheRepository(String segment, int status, String code) throws Exception {
		HttpResponse<String> response = start("x", "Force", Sandbox.PASSWORD, "tripinsights/" + segment);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(code);
		assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 429);
	}

	@ParameterizedTest
	@CsvSource({ "fail-bad-credentials, Unauthorized", "fail-source-firewall, client with IP",
			"fail-copy-error, Error copying blobs" })
	void failsAtTheEndByTheNameOfTheRepository(String segment, String text) throws Exception {
		HttpResponse<String> end = poll(poll(start("x", "Force", Sandbox.PASSWORD, "tripinsights/" + segment)));
		assertThat(end.statusCode()).isEqualTo(400);
		assertThat(end.body()).contains("Operation registries-x failed.", text);
	}

	@Test
	void keepsAnOperationUnderWayForEverByTheNameOfTheRepository() throws Exception {
		this.arm.pollsUntilEnd(0);
		HttpResponse<String> accepted = start("x", "Force", Sandbox.PASSWORD, "tripinsights/fail-never-ends");
		assertThat(poll(poll(poll(accepted))).statusCode()).isEqualTo(202);
	}

	@Test
	void failsOnDemandAndForOnceOnly() throws Exception {
		this.arm.failNextPost(503, "<html>", Map.of("Retry-After", "7"));
		HttpResponse<String> refused = start("one", "Force", Sandbox.PASSWORD);
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Retry-After")).contains("7");
		HttpResponse<String> accepted = start("two", "Force", Sandbox.PASSWORD);
		this.arm.failNextPoll(401, "", Map.of());
		assertThat(poll(accepted).statusCode()).isEqualTo(401);
		this.arm.pollsUntilEnd(0);
		this.arm.failOperations("InvalidParameters", "Error copying blobs");
		assertThat(poll(accepted).statusCode()).isEqualTo(400);
		this.arm.succeedOperations();
		assertThat(poll(start("three", "Force", Sandbox.PASSWORD)).statusCode()).isEqualTo(200);
	}

	@Test
	void losesAnAnswerAfterItHasCopied() throws Exception {
		this.arm.loseNextAnswer();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> start("lost", "Force", Sandbox.PASSWORD));
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(this.digest);
		assertThat(this.arm.calls()).hasSize(1);
	}

	@Test
	void countsWhatRanSideBySide() throws Exception {
		HttpResponse<String> first = start("one", "Force", Sandbox.PASSWORD);
		start("two", "Force", Sandbox.PASSWORD);
		poll(poll(first));
		start("three", "Force", Sandbox.PASSWORD, "tripinsights/other");
		assertThat(this.arm.running()).isEqualTo(2);
		assertThat(this.arm.mostParallel()).isEqualTo(2);
		assertThat(this.arm.mostParallel("tripinsights/poi:v1")).isEqualTo(2);
		assertThat(this.arm.mostParallel("tripinsights/other:v1")).isEqualTo(1);
	}

	private HttpResponse<String> start(String id, String mode, String password) throws Exception {
		return start(id, mode, password, REPOSITORY);
	}

	private HttpResponse<String> start(String id, String mode, String password, String repository) throws Exception {
		String body = """
				{"source":{"sourceImage":"%s@%s","registryUri":"contoso.azurecr.io",
				"credentials":{"username":"%s","password":"%s"}},"targetTags":["%s:v1"],"mode":"%s"}"""
			.formatted(REPOSITORY, this.digest, Sandbox.USERNAME, password, repository, mode);
		URI uri = URI.create(this.arm.endpoint() + Sandbox.RESOURCE_ID + "/importImage?api-version=2025-11-01");
		return this.client.send(request(uri, this.token).header("x-ms-client-request-id", id)
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> poll(HttpResponse<String> last) throws Exception {
		return this.client.send(request(URI.create(location(last)), this.token).build(), BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(URI uri, String token) {
		return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token);
	}

	private static String location(HttpResponse<String> response) {
		return response.headers().firstValue("Location").orElseThrow();
	}

}
