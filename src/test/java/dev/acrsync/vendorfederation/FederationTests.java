package dev.acrsync.vendorfederation;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.arm.ArmStandIn;
import dev.acrsync.identity.AzureCredentialFactory;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.IdentityUnavailableException;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.sandbox.StandInTenant;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests of {@link FederatedAssertion}, against a stand-in for Entra that checks what it
 * is shown.
 */
class FederationTests {

	private static final StandInIdentity ENTRA = new StandInIdentity(0, "none");

	private static final String TENANT = "00000000-0000-0000-0000-00000000000f";

	private static final String CLIENT = "00000000-0000-0000-0000-0000000000fc";

	private static final Duration HOUR = Duration.ofHours(1);

	private final StandInTenant tenant = ENTRA.tenant(TENANT);

	@AfterAll
	static void stop() {
		ENTRA.close();
	}

	@Test
	void exchangesWhatTheClusterSaysForATokenOfTheVendorsIdentity() {
		trust(StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		TenantToken exchanged = exchange(TENANT, CLIENT, ENTRA.assertion(HOUR));
		assertThat(this.tenant.isRegistryToken(exchanged.token().reveal(), CLIENT)).isTrue();
		assertThat(exchanged.lifetime()).isBetween(Duration.ofMinutes(50), HOUR);
	}

	@Test
	void exchangesATokenOfAManagedIdentityWhereTheVendorHasLetAnAppOfOursIn() {
		trust(StandInIdentity.MANAGED, StandInIdentity.OBJECT_ID, StandInIdentity.EXCHANGE);
		exchange(TENANT, CLIENT,
				ENTRA.assertion(StandInIdentity.MANAGED, StandInIdentity.OBJECT_ID, StandInIdentity.EXCHANGE, HOUR));
	}

	static Stream<Arguments> refusals() {
		String trust = "The vendor has to run: az identity federated-credential" + " create --name acr-sync";
		return Stream.of(
				refusal("700211", "https://other.example/", StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE,
						"vendor-identity-issuer", trust, "--issuer " + StandInIdentity.CLUSTER,
						"--subject " + StandInIdentity.SUBJECT, "--audiences " + StandInIdentity.EXCHANGE,
						"clientId=='" + CLIENT + "'"),
				refusal("700213", StandInIdentity.CLUSTER, "system:serviceaccount:default:default",
						StandInIdentity.EXCHANGE, "vendor-identity-subject", trust),
				refusal("700212", StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, "api://other",
						"vendor-identity-audience", trust));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void saysWhatTheVendorHasToRun(String code, String issuer, String subject, String audience, String reason,
			String[] words) {
		trust(issuer, subject, audience);
		assertRefused(TENANT, CLIENT, ENTRA.assertion(HOUR), code, reason, words);
	}

	@ParameterizedTest
	@CsvSource({ "700211, vendor-identity-issuer", "700212, vendor-identity-audience",
			"700213, vendor-identity-subject", "700236, vendor-identity-mirrored", "700024, vendor-identity-expired",
			"65001, vendor-identity-consent", "700016, vendor-identity-unknown", "90002, vendor-identity-tenant" })
	void eachRefusalOfTheSandboxIsToldApart(String code, String reason) {
		this.tenant.addIdentitiesThatRefuse();
		assertRefused(code.equals("90002") ? "00000000-0000-0000-0000-000000090002" : TENANT,
				"00000000-0000-0000-0000-000000%06d".formatted(Integer.parseInt(code)), ENTRA.assertion(HOUR), code,
				reason, "AADSTS");
	}

	@Test
	void saysThatThereIsNoSuchIdentityTenantOrConsent() {
		this.tenant.remove(CLIENT);
		assertRefused(TENANT, CLIENT, ENTRA.assertion(HOUR), "700016", "vendor-identity-unknown",
				"no identity '" + CLIENT + "' in the tenant '" + TENANT + "'", "az identity list");
		assertRefused("00000000-0000-0000-0000-0000000000ee", CLIENT, ENTRA.assertion(HOUR), "90002",
				"vendor-identity-tenant", "This configuration is at fault", "az account show");
		String app = "00000000-0000-0000-0000-0000000000ab";
		this.tenant.trust(app, StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		this.tenant.withdrawConsent(app);
		assertRefused(TENANT, app, ENTRA.assertion(HOUR), "65001", "vendor-identity-consent",
				"az ad sp create --id " + app, "https://login.microsoftonline.com/" + TENANT + "/adminconsent");
	}

	@Test
	void saysThatAManagedIdentityIsNotTakenForOneOfAnotherTenant() {
		trust(StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		assertRefused(TENANT, CLIENT,
				ENTRA.assertion(StandInIdentity.MANAGED, StandInIdentity.OBJECT_ID, StandInIdentity.EXCHANGE, HOUR),
				"700236", "vendor-identity-mirrored", "Make a multitenant app in your own tenant");
	}

	@Test
	void saysThatItIsThisSidesFaultWhereTheAssertionHasEnded() {
		trust(StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		assertRefused(TENANT, CLIENT, ENTRA.assertion(Duration.ofSeconds(-1)), "700024", "vendor-identity-expired",
				"This side is at fault");
	}

	@Test
	void passesByItselfWhereNobodyOfEntraHasSpokenOrNothingCanBeShown() {
		StandInIdentity away = new StandInIdentity(0, "none");
		String authority = away.authorityHost().toString();
		away.close();
		assertThat(failure(federation(authority, () -> "none"), TENANT, CLIENT)).satisfies((ex) -> {
			assertThat(ex.isPassing()).isTrue();
			assertThat(ex.code()).isEqualTo("vendor-identity-unavailable");
		});
		Supplier<String> nothing = () -> {
			throw new IdentityUnavailableException("No identity is assigned", new IllegalStateException());
		};
		assertThat(failure(federation(ENTRA.authorityHost().toString(), nothing), TENANT, CLIENT)).satisfies((ex) -> {
			assertThat(ex.isPassing()).isTrue();
			assertThat(ex.code()).isEqualTo("vendor-identity-assertion");
			assertThat(ex).hasMessageContaining("This side is at fault")
				.hasMessageContaining("No identity is assigned");
		});
	}

	@Test
	void doesNotHangWhereVeryManyAskAtOnce() throws Exception {
		trust(StandInIdentity.CLUSTER, StandInIdentity.SUBJECT, StandInIdentity.EXCHANGE);
		FederatedAssertion federation = federation(ENTRA.authorityHost().toString(), () -> ENTRA.assertion(HOUR));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<TenantToken>> all = IntStream.range(0, 40)
				.mapToObj((_) -> threads.submit(() -> federation.exchange(identity(TENANT, CLIENT), Audience.REGISTRY)))
				.toList();
			for (Future<TenantToken> one : all) {
				assertThat(one.get(30, TimeUnit.SECONDS).token().reveal()).isNotEmpty();
			}
		}
	}

	private void trust(String issuer, String subject, String audience) {
		this.tenant.trust(CLIENT, issuer, subject, audience);
	}

	private static Arguments refusal(String code, String issuer, String subject, String audience, String reason,
			String... words) {
		return argumentSet(code, code, issuer, subject, audience, reason, words);
	}

	private static void assertRefused(String tenant, String client, String assertion, String code, String reason,
			String... words) {
		VendorIdentityException ex = failure(federation(ENTRA.authorityHost().toString(), () -> assertion), tenant,
				client);
		assertThat(ex.isPassing()).isFalse();
		assertThat(ex.code()).isEqualTo(reason);
		assertThat(ex.getMessage()).contains("AADSTS" + code).contains(words).doesNotContain(assertion);
	}

	private static VendorIdentityException failure(FederatedAssertion federation, String tenant, String client) {
		return catchThrowableOfType(VendorIdentityException.class,
				() -> federation.exchange(identity(tenant, client), Audience.REGISTRY));
	}

	private static TenantToken exchange(String tenant, String client, String assertion) {
		return federation(ENTRA.authorityHost().toString(), () -> assertion).exchange(identity(tenant, client),
				Audience.REGISTRY);
	}

	private static VendorIdentity identity(String tenant, String client) {
		return new VendorIdentity(tenant, client, Audience.REGISTRY, Optional.empty());
	}

	private static FederatedAssertion federation(String authority, Supplier<String> assertion) {
		AzureSettings azure = new AzureSettings(AzureSettings.AzureCloud.PUBLIC, URI.create("https://localhost"),
				AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty());
		AzureCredentialFactory identities = new AzureCredentialFactory(azure,
				new MockEnvironment().withProperty("AZURE_AUTHORITY_HOST", authority),
				ArmStandIn.httpClient(Duration.ofSeconds(20)));
		return new FederatedAssertion(azure, identities, assertion, new AzureRequests(new SimpleMeterRegistry()),
				ForeignTextSanitizer.hiding());
	}

}
