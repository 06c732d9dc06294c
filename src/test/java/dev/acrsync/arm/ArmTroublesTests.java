package dev.acrsync.arm;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ArmTroubles} and {@link ArmFault}.
 */
class ArmTroublesTests {

	private static final String FAILED = "Operation registries-2b3f6a52-9ff8-11ee-b429-0242ac120002 failed. Resource "
			+ "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images-rg/providers"
			+ "/Microsoft.ContainerRegistry/registries/customer ";

	private static final ImportRoute SIDES = new ImportRoute("acr-sync.sources.contoso", "acr-sync.targets.prod");

	private final ArmTroubles troubles = new ArmTroubles(
			ForeignTextSanitizer.hiding(new Secret("hunter2-hunter2"), new Secret("a")));

	static Stream<Arguments> errors() {
		return Stream.of(
				known(409, "Conflict", FAILED + "Tag labs/payments-api:1.0.0 already exists in target registry.",
						TroubleCure.RETRY, "tag-exists", "target registry has the tag"),
				known(400, "InvalidParameters",
						FAILED + "Invalid message Unauthorized Unauthorized {\"errors\":[{\"code\":\"UNAUTHORIZED\","
								+ "\"message\":\"authentication required\",\"detail\":[{\"Type\":\"repository\","
								+ "\"Class\":\"\",\"Name\":\"nats\",\"Action\":\"pull\"}]}]}",
						TroubleCure.PARK, "source-unauthorized", "acr-sync.sources.contoso.password"),
				known(400, "InvalidParameters",
						FAILED + "Invalid message Unauthorized Unauthorized {\"errors\":[{\"code\":\"UNAUTHORIZED\","
								+ "\"detail\":[{\"Name\":\"throttling/throttled-demo\",\"Action\":\"pull\"}]}]}",
						TroubleCure.PARK, "source-unauthorized", "source registry is at fault"),
				known(400, "InvalidParameters",
						FAILED + "Invalid message Forbidden Forbidden {\"errors\":[{\"code\":\"DENIED\",\"message\":"
								+ "\"client with IP '20.42.66.0' is not allowed access. Refer "
								+ "https://aka.ms/acr/firewall to grant access.\"}]}",
						TroubleCure.WAIT, "source-firewall", "allow trusted Microsoft services"),
				known(400, "InvalidParameters",
						FAILED + "Invalid message Forbidden Forbidden {\"errors\":[{\"code\":\"DENIED\","
								+ "\"message\":\"requested access to the resource is denied\"}]}",
						TroubleCure.WAIT, "source-denied", "acr-sync.sources.contoso.username"),
				known(400, "InvalidParameters",
						FAILED + "Invalid message NotFound NotFound {\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}",
						TroubleCure.RETRY, "source-not-found", "source registry"),
				known(400, "InvalidParameters", FAILED + "Unable to find manifest digest  Repo: a Tag: b Manifest: ",
						TroubleCure.RETRY, "copy-failed", "could not copy"),
				known(400, "InvalidParameters", FAILED + "No value specified for Docker-Content-Digest OK OK {}",
						TroubleCure.RETRY, "copy-failed", "could not copy"),
				known(400, "InvalidParameters", FAILED + "Error copying blobs", TroubleCure.RETRY, "copy-failed",
						"could not copy"),
				known(400, "InvalidParameters", FAILED + "Error copying blobs: HAP429", TroubleCure.RETRY, "throttled",
						"acr-sync.imports.concurrency"),
				known(400, "InvalidParameters", FAILED + "Invalid message TooManyRequests TooManyRequests",
						TroubleCure.RETRY, "throttled", "acr-sync.imports.concurrency"),
				known(400, "Unheard", FAILED + "The remote server may not be RFC 7233 compliant", TroubleCure.RETRY,
						"copy-failed", "could not copy"),
				known(400, "Unheard", FAILED + "Unexpected length of body in response", TroubleCure.RETRY,
						"copy-failed", "could not copy"),
				known(400, "InvalidParameters", FAILED + "Access to cscm1hacr002.azurecr.io denied.", TroubleCure.WAIT,
						"target-firewall", "trusted Microsoft services"),
				known(403, "Denied", "Access to cscm1hacr002.azurecr.io denied.", TroubleCure.WAIT, "target-firewall",
						"trusted Microsoft services"),
				known(403, "LinkedAuthorizationFailed",
						"The client 'x' with object id 'y' has permission to perform action 'Microsoft.ContainerRegistry"
								+ "/registries/importImage/action' on scope '/subscriptions/t'; however, it does not "
								+ "have permission to perform action 'read' on the linked scope(s) '/subscriptions/s'.",
						TroubleCure.WAIT, "source-role-missing", "on acr-sync.sources.contoso.resource-id"),
				known(403, "AuthorizationFailed",
						"The client 'x' with object id 'y' does not have authorization to perform action "
								+ "'Microsoft.ContainerRegistry/registries/importImage/action' over scope 't'.",
						TroubleCure.WAIT, "target-role-missing",
						"'Container Registry Data Importer and Data Reader' on acr-sync.targets.prod.resource-id"),
				known(403, "RequestDisallowedByPolicy", "Resource 'x' was disallowed by policy.", TroubleCure.WAIT,
						"target-barred", "policy"),
				known(403, "SomethingElse", "No.", TroubleCure.WAIT, "SomethingElse", "forbids"),
				known(404, "RegistryResourceNotFound", "The registry resource customer could not be found.",
						TroubleCure.PARK, "target-not-found", "Correct acr-sync.targets.prod.resource-id"),
				known(404, "ResourceNotFound", "The Resource 'x' was not found.", TroubleCure.PARK, "target-not-found",
						"Correct"),
				known(404, "ResourceGroupNotFound", "Resource group 'x' could not be found.", TroubleCure.PARK,
						"target-not-found", "Correct"),
				known(404, "SubscriptionNotFound", "The subscription 'x' could not be found.", TroubleCure.PARK,
						"target-not-found", "Correct"),
				known(409, "MissingSubscriptionRegistration",
						"The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'.",
						TroubleCure.WAIT, "provider-not-registered",
						"az provider register --namespace Microsoft.ContainerRegistry"),
				known(409, "ScopeLocked", "The scope 'x' cannot perform write operation.", TroubleCure.WAIT,
						"target-barred", "lock"),
				known(409, "AnotherOperationInProgress", "Wait.", TroubleCure.RETRY, "AnotherOperationInProgress",
						"Something else"),
				known(401, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.",
						TroubleCure.WAIT, "arm-unauthorized", "acr-sync.azure.cloud"),
				known(429, "SubscriptionRequestsThrottled", "Number of requests exceeded.", TroubleCure.RETRY,
						"throttled", "too often"),
				known(408, "RequestTimeout", "", TroubleCure.RETRY, "arm-unavailable", "not well"),
				known(500, "InternalServerError", "", TroubleCure.RETRY, "arm-unavailable", "not well"),
				known(503, "", "", TroubleCure.RETRY, "arm-unavailable", "not well"),
				known(200, "Failed", "", TroubleCure.RETRY, "Failed", "did not finish"),
				known(200, "Canceled", "", TroubleCure.RETRY, "Canceled", "did not finish"),
				known(400, "InvalidRequestContent", "The request content was invalid.", TroubleCure.PARK,
						"InvalidRequestContent", "does not take"),
				known(418, "<script>", "", TroubleCure.PARK, "rejected", "does not take"));
	}

	private static Arguments known(int status, String code, String message, TroubleCure cure, String name,
			String advice) {
		return Arguments.of(status, code, message, cure, name, advice);
	}

	@ParameterizedTest
	@MethodSource("errors")
	void tellsWhichSideIsAtFaultAndWhatToDo(int status, String code, String message, TroubleCure cure, String name,
			String advice) {
		ImportTrouble trouble = this.troubles.refused(answer(status, code, message), SIDES);
		assertThat(trouble.cure()).isEqualTo(cure);
		assertThat(trouble.code()).isEqualTo(name);
		assertThat(trouble.message()).contains(advice).contains("Azure answered " + status).doesNotContain("{source}");
		assertThat(trouble.retryAfter()).isEmpty();
	}

	@Test
	void passesOnHowLongToWaitAndWhatSupportAsksFor() {
		ArmResponse answer = new ArmResponse(429, Optional.empty(), Optional.of(Duration.ofSeconds(9)),
				Optional.of("00-c0ffee"), Optional.empty(), Optional.empty());
		assertThat(this.troubles.refused(answer, SIDES)).isEqualTo(new ImportTrouble(TroubleCure.RETRY, "throttled",
				"Azure or one of the registries is asked too often. If this stays, lower acr-sync.imports.concurrency. "
						+ "Azure answered 429 (correlation id 00-c0ffee)",
				Optional.of(Duration.ofSeconds(9))));
	}

	@Test
	void showsForeignTextShortPrintableAndWithoutSecrets() {
		String jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig";
		ImportTrouble trouble = this.troubles.refused(
				answer(400, "Odd\u0007", "one\r\ntwo\u001b[31m \u202eevil hunter2-hunter2 " + jwt + "x".repeat(9000)),
				SIDES);
		assertThat(trouble.message()).hasSizeLessThan(900)
			.matches("[\\x20-\\x7E]+")
			.contains("one two")
			.doesNotContain("hunter2-hunter2", "eyJhbGci");
	}

	@Test
	void leavesTextAloneThatHoldsAVeryShortSecret() {
		assertThat(this.troubles.refused(answer(400, "Bad", "a banana"), SIDES).message()).endsWith("a banana");
	}

	private static ArmResponse answer(int status, String code, String message) {
		return new ArmResponse(status, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
				Optional.of(new ArmError(code, message)));
	}

}
