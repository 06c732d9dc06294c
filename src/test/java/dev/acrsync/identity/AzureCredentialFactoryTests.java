package dev.acrsync.identity;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.acrsync.arm.ArmStandIn;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link AzureCredentialFactory}.
 */
class AzureCredentialFactoryTests {

	private final WireMockServer entra = ArmStandIn.start();

	private final MockEnvironment environment = new MockEnvironment();

	@BeforeEach
	void workloadIdentity(@TempDir Path directory) throws IOException {
		Path token = Files.writeString(directory.resolve("token"), "the-assertion");
		this.environment.withProperty("AZURE_FEDERATED_TOKEN_FILE", token.toString())
			.withProperty("AZURE_TENANT_ID", "the-tenant")
			.withProperty("AZURE_CLIENT_ID", "injected-client")
			.withProperty("AZURE_AUTHORITY_HOST", "https://localhost:" + this.entra.httpsPort() + "/");
		this.entra.stubFor(WireMock.post("/the-tenant/oauth2/v2.0/token")
			.willReturn(WireMock.okJson(
					"{\"token_type\":\"Bearer\",\"expires_in\":3599,\"ext_expires_in\":3599,\"access_token\":\"granted\"}")));
	}

	@AfterEach
	void stop() {
		this.entra.stop();
	}

	@Test
	void exchangesTheTokenThatKubernetesMounts() {
		assertThat(token(Optional.empty())).isEqualTo("granted");
		this.entra.verify(1,
				WireMock.postRequestedFor(WireMock.urlEqualTo("/the-tenant/oauth2/v2.0/token"))
					.withFormParam("client_id", WireMock.equalTo("injected-client"))
					.withFormParam("client_assertion", WireMock.equalTo("the-assertion"))
					.withFormParam("grant_type", WireMock.equalTo("client_credentials"))
					.withFormParam("scope", WireMock.containing("https://management.core.windows.net//.default")));
		assertThat(this.entra.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))).hasSize(1);
	}

	@Test
	void prefersTheClientIdThatIsConfigured() {
		assertThat(token(Optional.of("configured-client"))).isEqualTo("granted");
		this.entra.verify(1, WireMock.postRequestedFor(WireMock.anyUrl())
			.withFormParam("client_id", WireMock.equalTo("configured-client")));
	}

	@Test
	void saysWhatEntraSaysWhenTheFederationIsWrong() {
		this.entra.stubFor(WireMock.post("/the-tenant/oauth2/v2.0/token")
			.willReturn(WireMock.jsonResponse("{\"error\":\"invalid_client\",\"error_description\":"
					+ "\"AADSTS700213: No matching federated identity record found\"}", 401)));
		assertThatExceptionOfType(IdentityUnavailableException.class).isThrownBy(() -> token(Optional.empty()))
			.withMessageContaining("AADSTS700213")
			.withMessageContaining("'injected-client' has a federated credential");
	}

	@Test
	void saysWhichVariableIsMissing() {
		this.environment.withProperty("AZURE_TENANT_ID", "");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> token(Optional.empty()))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("AZURE_TENANT_ID"));
	}

	@Test
	void refusesAnAuthorityThatIsNotHttps() {
		this.environment.withProperty("AZURE_AUTHORITY_HOST", "http://localhost");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> token(Optional.empty()))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("AZURE_AUTHORITY_HOST"));
	}

	@Test
	void showsVendorsTheMountedTokenAsItIsNow(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("token"), "first");
		Supplier<String> assertion = identity(
				this.environment.withProperty("AZURE_FEDERATED_TOKEN_FILE", file.toString()))
			.assertion(watched(ArmStandIn.token(), new ArrayList<>()));
		assertThat(assertion.get()).isEqualTo("first");
		Files.writeString(file, "second\n");
		assertThat(assertion.get()).isEqualTo("second");
		Files.delete(file);
		assertThatExceptionOfType(IdentityUnavailableException.class).isThrownBy(assertion::get)
			.withMessageContaining(file.toString());
	}

	@Test
	void showsVendorsATokenOfTheMachinesIdentityForTheExchangeElsewhere() {
		List<String> scopes = new ArrayList<>();
		assertThat(identity(new MockEnvironment()).assertion(watched(ArmStandIn.token(), scopes)).get())
			.isEqualTo(ArmStandIn.TOKEN);
		assertThat(scopes).containsExactly("api://AzureADTokenExchange/.default");
	}

	private static WatchedCredential watched(AccessToken token, List<String> scopes) {
		return new WatchedCredential((request) -> {
			scopes.addAll(request.getScopes());
			return Mono.just(token);
		}, new TokenIssuer("the issuer", "Check this"), ForeignTextSanitizer.hiding(),
				new AzureRequests(new SimpleMeterRegistry()), Duration.ofSeconds(20));
	}

	private static AzureCredentialFactory identity(MockEnvironment environment) {
		return new AzureCredentialFactory(
				new AzureSettings(AzureSettings.AzureCloud.PUBLIC, URI.create("https://localhost"),
						AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty()),
				environment, ArmStandIn.httpClient(Duration.ofSeconds(20)));
	}

	private String token(Optional<String> clientId) {
		AzureSettings azure = new AzureSettings(AzureSettings.AzureCloud.PUBLIC, URI.create("https://localhost"),
				AzureSettings.AzureCredential.MANAGED_IDENTITY, clientId);
		return new AzureCredentialFactory(azure, this.environment, ArmStandIn.httpClient(Duration.ofSeconds(20)))
			.credential(new AzureRequests(new SimpleMeterRegistry()))
			.getTokenSync(new TokenRequestContext().addScopes(CloudNames.of(azure.cloud()).managementScope()))
			.getToken();
	}

}
