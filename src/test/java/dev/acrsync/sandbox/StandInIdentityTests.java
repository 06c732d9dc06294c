package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class StandInIdentityTests {

	private final HttpClient client = HttpClient.newBuilder().sslContext(LocalhostCertificate.sslContext()).build();

	private final StandInIdentity identity = new StandInIdentity(0, "federated");

	@AfterEach
	void close() {
		this.client.close();
		this.identity.close();
	}

	@Test
	void givesATokenForTheFederatedOne() throws Exception {
		HttpResponse<String> response = workload("federated");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.identity.isArmToken(token(response))).isTrue();
		assertThat(workload("forged").statusCode()).isEqualTo(401);
	}

	@Test
	void answersTheMachinesEndpointWithTwoSlashesAndTheHeaderAlone() throws Exception {
		URI uri = URI.create(this.identity.metadataHost() + "//metadata/identity/oauth2/token"
				+ "?api-version=2018-02-01&resource=https%3A%2F%2Fcontainerregistry.azure.net");
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri).header("Metadata", "true"));
		assertThat(this.identity.isRegistryToken(token(response))).isTrue();
		assertThat(this.identity.isArmToken(token(response))).isFalse();
		assertThat(send(HttpRequest.newBuilder(uri)).statusCode()).isEqualTo(400);
	}

	@Test
	void answersTheAppServicesEndpointForItsHeaderAlone() throws Exception {
		URI uri = URI.create(this.identity.metadataHost()
				+ "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.core.windows.net%2F");
		HttpResponse<String> response = send(
				HttpRequest.newBuilder(uri).header("X-IDENTITY-HEADER", StandInIdentity.IDENTITY_HEADER));
		assertThat(this.identity.isArmToken(token(response))).isTrue();
		assertThat(send(HttpRequest.newBuilder(uri).header("Metadata", "true")).statusCode()).isEqualTo(400);
	}

	@Test
	void forgetsRevokedTokens() {
		String token = this.identity.token("https://management.azure.com/");
		assertThat(this.identity.isArmToken(token)).isTrue();
		this.identity.revokeTokens();
		assertThat(this.identity.isArmToken(token)).isFalse();
	}

	private HttpResponse<String> workload(String assertion) throws IOException, InterruptedException {
		return send(HttpRequest
			.newBuilder(this.identity.authorityHost().resolve("/" + StandInIdentity.TENANT + "/oauth2/v2.0/token"))
			.POST(BodyPublishers.ofString("grant_type=client_credentials&client_assertion=" + assertion
					+ "&scope=https%3A%2F%2Fmanagement.core.windows.net%2F%2F.default")));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static String token(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body()).path("access_token").asString();
	}

}
