package dev.acrsync.arm;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.azure.core.exception.ClientAuthenticationException;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.acrsync.identity.AzureHttpClient;
import dev.acrsync.image.Overwrite;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ArmImports}.
 */
class ArmImportsTests {

	private static final String IMPORT_PATH = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images-rg"
			+ "/providers/Microsoft.ContainerRegistry/registries/customer/importImage?api-version=2025-11-01";

	private static final String LOCATION = "/subscriptions/11111111-2222-3333-4444-555555555555/providers"
			+ "/Microsoft.ContainerRegistry/locations/westeurope/operationResults/registries-1?api-version=2025-11-01"
			+ "&t=638&c=MIIH%2Bx&s=a%2Fb-_%3D%3D&h=";

	private static final String OPERATION = "Operation registries-0a1b failed. Resource " + TestImportRequests.TARGET
			+ " ";

	private static final WireMockServer server = ArmStandIn.start();

	private static final WireMockServer alien = ArmStandIn.start();

	private final ArmStandIn arm = new ArmStandIn(server);

	private final UUID requestId = UUID.randomUUID();

	@BeforeEach
	void forget() {
		server.resetAll();
		alien.resetAll();
		alien.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().withStatus(200)));
	}

	@AfterAll
	static void stop() {
		server.stop();
		alien.stop();
	}

	@Test
	void asksForAnImportByDigestWithTheSourcesCredentials() {
		answer(WireMock.aResponse().withStatus(202).withHeader("Location", this.arm.endpoint() + LOCATION));
		this.arm.imports().start(TestImportRequests.withBasicCredentials(), this.requestId);
		LoggedRequest request = onlyRequest();
		assertThat(request.getMethod().getName()).isEqualTo("POST");
		assertThat(request.getUrl()).isEqualTo(IMPORT_PATH);
		assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + ArmStandIn.TOKEN);
		assertThat(request.getHeader("x-ms-client-request-id")).isEqualTo(this.requestId.toString());
		assertThat(request.getHeader("Content-Type")).startsWith("application/json");
		assertThatJson(request, """
				{"source":{"sourceImage":"tripinsights/poi@%s","registryUri":"contoso.azurecr.io",
				"credentials":{"username":"acr-sync-token","password":"%s"}},
				"targetTags":["vendors/contoso/poi:v1"],"mode":"Force"}""".formatted(TestImportRequests.DIGEST,
				TestImportRequests.PASSWORD));
	}

	@Test
	void givesAnEntraTokenAsAPasswordWithoutAUsername() {
		start(TestImportRequests.of(new Credentials.EntraToken(new Secret("entra")), Optional.empty(),
				Overwrite.WHEN_CHANGED));
		assertThatJson(onlyRequest(), """
				{"source":{"sourceImage":"tripinsights/poi@%s","registryUri":"contoso.azurecr.io",
				"credentials":{"password":"entra"}},
				"targetTags":["vendors/contoso/poi:v1"],"mode":"Force"}""".formatted(TestImportRequests.DIGEST));
	}

	@Test
	void givesNoCredentialsForAnOpenSource() {
		start(TestImportRequests.of(new Credentials.Anonymous(), Optional.empty(), Overwrite.WHEN_CHANGED));
		assertThatJson(onlyRequest(), """
				{"source":{"sourceImage":"tripinsights/poi@%s","registryUri":"contoso.azurecr.io"},
				"targetTags":["vendors/contoso/poi:v1"],"mode":"Force"}""".formatted(TestImportRequests.DIGEST));
	}

	@Test
	void copiesAManifestWithoutATagWhateverTheRuleSaysOfTags() {
		start(TestImportRequests.untagged(Overwrite.NEVER));
		assertThatJson(onlyRequest(), """
				{"source":{"sourceImage":"tripinsights/poi@%s","registryUri":"contoso.azurecr.io"},
				"untaggedTargetRepositories":["vendors/contoso/poi"],"mode":"Force"}"""
			.formatted(TestImportRequests.DIGEST));
	}

	@Test
	void namesASourceOfTheSameTenantByItsResourceIdAlone() {
		ResourceId id = new ResourceId("99999999-2222-3333-4444-555555555555", "vendor-rg", "contoso");
		start(TestImportRequests.of(new Credentials.Basic("user", new Secret(TestImportRequests.PASSWORD)),
				Optional.of(id), Overwrite.WHEN_CHANGED));
		assertThatJson(onlyRequest(), """
				{"source":{"sourceImage":"tripinsights/poi@%s","resourceId":"%s"},
				"targetTags":["vendors/contoso/poi:v1"],"mode":"Force"}""".formatted(TestImportRequests.DIGEST, id));
	}

	@Test
	void doesNotForceWhereATagMayNotBeOverwritten() {
		start(TestImportRequests.of(new Credentials.Anonymous(), Optional.empty(), Overwrite.NEVER));
		assertThat(JsonMapper.builder().build().readTree(onlyRequest().getBodyAsString()).path("mode").asString())
			.isEqualTo("NoForce");
	}

	@Test
	void isRunningOnceAzureHasTakenIt() {
		answer(WireMock.aResponse()
			.withStatus(202)
			.withHeader("Location", this.arm.endpoint() + LOCATION)
			.withHeader("Retry-After", "10"));
		assertThat(start()).isEqualTo(new OperationStatus.Running(URI.create(this.arm.endpoint() + LOCATION),
				Optional.of(Duration.ofSeconds(10))));
		assertThat(this.arm.measured("import", "202")).isOne();
		assertThat(this.arm.measured("token", "200")).isOne();
	}

	@Test
	void understandsARelativeLocationAndNoRetryAfter() {
		answer(WireMock.aResponse().withStatus(202).withHeader("Location", LOCATION));
		assertThat(start())
			.isEqualTo(new OperationStatus.Running(URI.create(this.arm.endpoint() + LOCATION), Optional.empty()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example/x", "https://localhost.evil.example/x", "http://localhost/x",
			"https://user@localhost:%d/x", "//evil.example/x", "https://localhost:1/x", "https:///x", "::", "ftp://x",
			"https://localhost:%d/x#y" })
	void neitherFollowsNorTrustsALocationElsewhere(String location) {
		String elsewhere = location.replace("%d", Integer.toString(server.httpsPort()));
		answer(WireMock.aResponse().withStatus(202).withHeader("Location", elsewhere));
		assertThat(start()).isInstanceOfSatisfying(OperationStatus.Unknown.class,
				(unknown) -> assertThat(unknown.trouble().code()).isEqualTo("untrusted-location"));
	}

	@Test
	void doesNotKeepALocationThatIsTooLong() {
		answer(WireMock.aResponse()
			.withStatus(202)
			.withHeader("Location", this.arm.endpoint() + LOCATION + "a".repeat(ArmAuthority.MAX_LOCATION)));
		assertThat(trouble(start())).satisfies((trouble) -> {
			assertThat(trouble.code()).isEqualTo("untrusted-location");
			assertThat(trouble.message()).hasSizeLessThan(500).contains("characters");
		});
	}

	@Test
	void cannotFollowAnImportWithoutALocation() {
		answer(WireMock.aResponse().withStatus(202));
		assertThat(start()).isInstanceOfSatisfying(OperationStatus.Unknown.class,
				(unknown) -> assertThat(unknown.trouble().code()).isEqualTo("no-location"));
	}

	@ParameterizedTest
	@CsvSource({ "200", "201", "204" })
	void hasEndedWhenAzureAnswersAtOnce(int status) {
		answer(WireMock.aResponse().withStatus(status));
		assertThat(start()).isEqualTo(new OperationStatus.Ended());
		assertThat(this.arm.imports().poll(TestImportRequests.withBasicCredentials(), location()))
			.isEqualTo(new OperationStatus.Ended());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"status\":\"Failed\"}", "{\"status\":\"Canceled\"}",
			"{\"status\":\"Failed\",\"error\":{\"code\":\"X1y\",\"message\":\"no\"}}",
			"{\"error\":{\"code\":\"InternalError\",\"message\":\"no\"}}" })
	void hasFailedWhenTheBodySaysSoWhateverTheStatus(String body) {
		answer(WireMock.aResponse().withStatus(200).withBody(body));
		assertThat(start()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(poll()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(poll()).cure()).isEqualTo(TroubleCure.RETRY);
	}

	@Test
	void hasEndedWhenTheBodySaysSucceeded() {
		answer(WireMock.aResponse().withStatus(200).withBody("{\"status\":\"Succeeded\"}"));
		assertThat(poll()).isEqualTo(new OperationStatus.Ended());
	}

	@Test
	void settlesATagThatExistsByItsOwnCode() {
		answer(error(409, "Conflict", OPERATION + "Tag vendors/contoso/poi:v1 already exists in target registry."));
		assertThat(start()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(start()).code()).isEqualTo("tag-exists");
		assertThat(poll()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(poll()).code()).isEqualTo("tag-exists");
	}

	@Test
	void namesTheSourceWhoseCredentialsAreWrong() {
		answer(error(400, "InvalidParameters", OPERATION + "Invalid message Unauthorized Unauthorized "
				+ "{\\\"errors\\\":[{\\\"code\\\":\\\"UNAUTHORIZED\\\",\\\"message\\\":\\\"authentication required\\\"}]}")
			.withHeader("x-ms-correlation-request-id", "c0ffee"));
		assertThat(trouble(start())).satisfies((trouble) -> {
			assertThat(trouble.cure()).isEqualTo(TroubleCure.PARK);
			assertThat(trouble.message()).contains("acr-sync.sources.contoso.password", "c0ffee", "InvalidParameters")
				.doesNotContain(TestImportRequests.PASSWORD);
		});
		assertThat(poll()).isInstanceOf(OperationStatus.Failed.class);
	}

	@ParameterizedTest
	@CsvSource({ "401,arm-unauthorized,WAIT", "403,target-role-missing,WAIT", "404,target-not-found,PARK",
			"429,throttled,RETRY" })
	void isRefusedByTheStatusOfTheStart(int status, String code, TroubleCure cure) {
		answer(error(status, switch (status) {
			case 403 -> "AuthorizationFailed";
			case 404 -> "RegistryResourceNotFound";
			default -> "Something";
		}, "words").withHeader("Retry-After", "17"));
		OperationStatus operation = start();
		assertThat(operation).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(operation)).satisfies((trouble) -> {
			assertThat(trouble.code()).isEqualTo(code);
			assertThat(trouble.cure()).isEqualTo(cure);
			assertThat(trouble.retryAfter()).contains(Duration.ofSeconds(17));
		});
		assertThat(this.arm.measured("import", Integer.toString(status))).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "408", "500", "502", "504" })
	void doesNotKnowWhetherItHasStartedWhenTheGatewayGaveUp(int status) {
		answer(WireMock.aResponse()
			.withStatus(status)
			.withHeader("Content-Type", "text/html")
			.withBody("<html><body><h1>Bad Gateway</h1></body></html>"));
		assertThat(start()).isInstanceOf(OperationStatus.Unknown.class);
		assertThat(trouble(start()).cure()).isEqualTo(TroubleCure.RETRY);
		onlyRequests(2);
	}

	@Test
	void doubtsThatAnOverloadedAzureHasNotTakenTheRequest() {
		answer(error(503, "ServerBusy", "words").withHeader("Retry-After", "17"));
		OperationStatus operation = start();
		assertThat(operation).isInstanceOf(OperationStatus.Doubtful.class);
		assertThat(trouble(operation)).extracting(ImportTrouble::cure, ImportTrouble::code, ImportTrouble::retryAfter)
			.containsExactly(TroubleCure.RETRY, "arm-unavailable", Optional.of(Duration.ofSeconds(17)));
	}

	@ParameterizedTest
	@CsvSource({ "401", "403", "408", "429", "500", "502", "503", "504", "400", "307" })
	void goesOnWhenAPollFails(int status) {
		answer(error(status, "Something", "words").withHeader("Retry-After", "7"));
		OperationStatus operation = poll();
		assertThat(operation).isInstanceOf(OperationStatus.Unknown.class);
		assertThat(trouble(operation).cure()).isEqualTo(TroubleCure.RETRY);
		assertThat(trouble(operation).retryAfter()).contains(Duration.ofSeconds(7));
		onlyRequests(1);
		assertThat(this.arm.measured("poll", Integer.toString(status))).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "404", "410" })
	void saysWhenAzureHasForgottenTheOperation(int status) {
		answer(error(status, "NotFound", "words"));
		OperationStatus operation = poll();
		assertThat(operation).isInstanceOf(OperationStatus.Unknown.class);
		assertThat(trouble(operation).code()).isEqualTo("operation-not-found");
	}

	@ParameterizedTest
	@CsvSource({ "400", "403", "404", "429", "500" })
	void failsWhenAPollTellsOfAFailedCopy(int status) {
		answer(error(status, "InvalidParameters", OPERATION + "Error copying blobs"));
		assertThat(poll()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(poll()).cure()).isEqualTo(TroubleCure.RETRY);
	}

	@Test
	void retriesACopyThatWasThrottled() {
		answer(error(400, "InvalidParameters", OPERATION + "Invalid message HAP429 Unauthorized"));
		assertThat(poll()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(poll())).extracting(ImportTrouble::cure, ImportTrouble::code)
			.containsExactly(TroubleCure.RETRY, "throttled");
	}

	@Test
	void pollsWithOurTokenAndFollowsTheNewLocation() {
		answer(WireMock.aResponse()
			.withStatus(202)
			.withHeader("Location", this.arm.endpoint() + LOCATION + "next")
			.withBody("{\"status\":\"Accepted\"}"));
		assertThat(poll()).isEqualTo(
				new OperationStatus.Running(URI.create(this.arm.endpoint() + LOCATION + "next"), Optional.empty()));
		LoggedRequest request = onlyRequest();
		assertThat(request.getMethod().getName()).isEqualTo("GET");
		assertThat(request.getUrl()).isEqualTo(LOCATION);
		assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + ArmStandIn.TOKEN);
	}

	@Test
	void keepsTheLocationWhereThereIsNoNewOne() {
		answer(WireMock.aResponse().withStatus(202).withHeader("Retry-After", "3"));
		assertThat(poll()).isEqualTo(new OperationStatus.Running(location(), Optional.of(Duration.ofSeconds(3))));
	}

	@Test
	void sendsNothingToAnotherHostWhateverTheLedgerSays() {
		OperationStatus operation = this.arm.imports()
			.poll(TestImportRequests.withBasicCredentials(),
					URI.create("https://localhost:" + alien.httpsPort() + LOCATION));
		assertThat(operation).isInstanceOf(OperationStatus.Unknown.class);
		assertThat(trouble(operation)).satisfies((trouble) -> {
			assertThat(trouble.code()).isEqualTo("untrusted-location");
			assertThat(trouble.message()).doesNotContain("t=638");
		});
		assertThat(alien.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))).isEmpty();
	}

	@Test
	void doesNotFollowARedirectElsewhere() {
		answer(WireMock.aResponse()
			.withStatus(307)
			.withHeader("Location", "https://localhost:" + alien.httpsPort() + LOCATION));
		assertThat(start()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(poll()).isInstanceOf(OperationStatus.Unknown.class);
		assertThat(alien.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "{\"error\":\"words\"}", "{\"error\":null}",
			"{\"error\":{\"code\":7}}", "{\"code\":\"BadRequest\",\"message\":\"words\"}" })
	void understandsABodyThatIsNotAzures(String body) {
		answer(WireMock.aResponse().withStatus(400).withHeader("Content-Type", "application/json").withBody(body));
		assertThat(start()).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(start()).cure()).isEqualTo(TroubleCure.PARK);
		assertThat(poll()).isInstanceOf(OperationStatus.Unknown.class);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void doesNotKnowWhatBecameOfARequestWhoseAnswerIsLost(Fault fault) {
		answer(WireMock.aResponse().withFault(fault));
		assertThat(start()).isInstanceOfSatisfying(OperationStatus.Unknown.class, (unknown) -> {
			assertThat(unknown.trouble().code()).isEqualTo("no-answer");
			assertThat(unknown.trouble().cure()).isEqualTo(TroubleCure.RETRY);
		});
		onlyRequests(1);
		assertThat(this.arm.measured("import", "io-error")).isOne();
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void goesOnWhenTheAnswerToAPollIsLost(Fault fault) {
		answer(WireMock.aResponse().withFault(fault));
		assertThat(poll()).isInstanceOf(OperationStatus.Unknown.class);
		assertThat(this.arm.measured("poll", "io-error")).isOne();
	}

	@Test
	void waitsForAnAnswerOnlySoLong() {
		answer(WireMock.aResponse().withStatus(202).withFixedDelay(5000));
		ArmImports imports = this.arm.impatientImports();
		assertThat(imports.start(TestImportRequests.withBasicCredentials(), this.requestId)).isInstanceOfSatisfying(
				OperationStatus.Unknown.class,
				(unknown) -> assertThat(unknown.trouble().code()).isEqualTo("no-answer"));
		assertThat(imports.poll(TestImportRequests.withBasicCredentials(), location()))
			.isInstanceOf(OperationStatus.Unknown.class);
	}

	@Test
	void hasNotStartedWhenNobodyListens() throws IOException {
		URI nobody;
		try (ServerSocket socket = new ServerSocket(0)) {
			nobody = URI.create("https://localhost:" + socket.getLocalPort());
		}
		ArmImports imports = this.arm.imports(nobody, ArmStandIn.httpClient(Duration.ofSeconds(20)),
				(_) -> Mono.fromSupplier(ArmStandIn::token));
		assertThat(imports.start(TestImportRequests.withBasicCredentials(), this.requestId))
			.isInstanceOfSatisfying(OperationStatus.Failed.class, (failed) -> {
				assertThat(failed.trouble().code()).isEqualTo("arm-unreachable");
				assertThat(failed.trouble().cure()).isEqualTo(TroubleCure.RETRY);
				assertThat(failed.trouble().message()).contains(nobody.toString());
			});
		assertThat(imports.poll(TestImportRequests.withBasicCredentials(), URI.create(nobody + LOCATION)))
			.isInstanceOf(OperationStatus.Unknown.class);
	}

	@Test
	void hasNotStartedWhenTheCertificateIsNotTrusted() {
		ArmImports imports = this.arm.imports(this.arm.endpoint(),
				new AzureHttpClient(java.net.http.HttpClient.newBuilder().sslContext(ArmStandIn.publicTrust()),
						Duration.ofSeconds(20)),
				(_) -> Mono.fromSupplier(ArmStandIn::token));
		assertThat(imports.start(TestImportRequests.withBasicCredentials(), this.requestId)).isInstanceOfSatisfying(
				OperationStatus.Failed.class,
				(failed) -> assertThat(failed.trouble().code()).isEqualTo("arm-unreachable"));
		assertThat(server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))).isEmpty();
	}

	@Test
	void hasNotStartedWithoutAToken() {
		ArmImports imports = this.arm.imports((_) -> Mono.error(
				new ClientAuthenticationException("AADSTS700213: No matching federated identity record\nfound", null)));
		assertThat(imports.start(TestImportRequests.withBasicCredentials(), this.requestId))
			.isInstanceOfSatisfying(OperationStatus.Failed.class, (failed) -> {
				assertThat(failed.trouble().code()).isEqualTo("identity-unavailable");
				assertThat(failed.trouble().cure()).isEqualTo(TroubleCure.RETRY);
				assertThat(failed.trouble().message()).contains("Check the identity", "AADSTS700213")
					.doesNotContain("\n");
			});
		assertThat(server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))).isEmpty();
		assertThat(this.arm.measured("import", "no-token")).isOne();
	}

	@Test
	void startsOnceTheIdentityHasRecovered() {
		AtomicInteger asked = new AtomicInteger();
		ArmImports imports = this.arm.imports((_) -> (asked.getAndIncrement() == 0)
				? Mono.error(new IllegalStateException("not yet")) : Mono.fromSupplier(ArmStandIn::token));
		answer(WireMock.aResponse().withStatus(200));
		assertThat(imports.start(TestImportRequests.withBasicCredentials(), this.requestId))
			.isInstanceOf(OperationStatus.Failed.class);
		assertThat(imports.start(TestImportRequests.withBasicCredentials(), this.requestId))
			.isEqualTo(new OperationStatus.Ended());
		assertThat(imports.poll(TestImportRequests.withBasicCredentials(), location()))
			.isEqualTo(new OperationStatus.Ended());
		assertThat(asked).hasValue(2);
	}

	@Test
	void hasNotStartedWhenTheNameIsUnknown() {
		URI unknown = URI.create("https://management.azure.invalid");
		ArmImports imports = this.arm.imports(unknown, ArmStandIn.httpClient(Duration.ofSeconds(20)),
				(_) -> Mono.fromSupplier(ArmStandIn::token));
		OperationStatus operation = imports.start(TestImportRequests.withBasicCredentials(), this.requestId);
		assertThat(operation).isInstanceOf(OperationStatus.Failed.class);
		assertThat(trouble(operation).code()).isEqualTo("arm-unreachable");
	}

	@Test
	void goesOnWhenAPollHasNoToken() {
		ArmImports imports = this.arm.imports((_) -> Mono.empty());
		assertThat(imports.poll(TestImportRequests.withBasicCredentials(), location())).isInstanceOfSatisfying(
				OperationStatus.Unknown.class,
				(unknown) -> assertThat(unknown.trouble().code()).isEqualTo("identity-unavailable"));
		assertThat(this.arm.measured("poll", "no-token")).isOne();
	}

	private void answer(ResponseDefinitionBuilder answer) {
		server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(answer));
	}

	private static ResponseDefinitionBuilder error(int status, String code, String message) {
		return WireMock.aResponse()
			.withStatus(status)
			.withHeader("Content-Type", "application/json")
			.withBody("{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message));
	}

	private OperationStatus start() {
		return this.arm.imports().start(TestImportRequests.withBasicCredentials(), this.requestId);
	}

	private void start(ImportRequest request) {
		answer(WireMock.aResponse().withStatus(200));
		assertThat(this.arm.imports().start(request, this.requestId)).isEqualTo(new OperationStatus.Ended());
	}

	private OperationStatus poll() {
		return this.arm.imports().poll(TestImportRequests.withBasicCredentials(), location());
	}

	private URI location() {
		return URI.create(this.arm.endpoint() + LOCATION);
	}

	private static ImportTrouble trouble(OperationStatus operation) {
		return switch (operation) {
			case OperationStatus.Failed(var trouble) -> trouble;
			case OperationStatus.Doubtful(var trouble) -> trouble;
			case OperationStatus.Unknown(var trouble) -> trouble;
			case OperationStatus.Running _, OperationStatus.Ended _ ->
				throw new AssertionError("No trouble: " + operation);
		};
	}

	private LoggedRequest onlyRequest() {
		onlyRequests(1);
		return server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl())).getFirst();
	}

	private void onlyRequests(int count) {
		assertThat(server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))).hasSize(count);
	}

	private static void assertThatJson(LoggedRequest request, String expected) {
		JsonMapper json = JsonMapper.builder().build();
		assertThat(json.readTree(request.getBodyAsString())).isEqualTo(json.readTree(expected));
	}

}
