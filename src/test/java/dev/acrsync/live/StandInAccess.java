package dev.acrsync.live;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import dev.acrsync.sandbox.LocalhostCertificate;
import dev.acrsync.sandbox.StandInAzure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way to a stand-in for Azure, in this process or in another one of this machine.
 */
final class StandInAccess implements AzureAccess {

	private final URI resourceManager;

	private final URI metadata;

	private final Runnable end;

	private final HttpClient client = HttpClient.newHttpClient();

	StandInAccess(URI resourceManager, URI metadata, Runnable end) {
		this.resourceManager = resourceManager;
		this.metadata = metadata;
		this.end = end;
	}

	/**
	 * Starts a stand-in that ends with its access.
	 */
	static StandInAccess start() {
		StandInAzure azure = StandInAzure.start();
		return new StandInAccess(azure.resourceManager(), azure.metadataHost(), azure::close);
	}

	@Override
	public String name() {
		return "a stand-in for Azure on this machine";
	}

	@Override
	public URI resourceManager() {
		return this.resourceManager;
	}

	@Override
	public String token(String audience) {
		URI uri = this.metadata.resolve("/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
				+ URLEncoder.encode(audience, StandardCharsets.UTF_8));
		try {
			String body = this.client
				.send(HttpRequest.newBuilder(uri).header("Metadata", "true").build(), BodyHandlers.ofString())
				.body();
			return JsonMapper.shared().readTree(body).path("access_token").asString();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The stand-in gives no token", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public URI dataPlane(JsonNode registry) {
		return URI.create(registry.at("/properties/standInEndpoint").asString());
	}

	@Override
	public SSLContext tls() {
		return LocalhostCertificate.sslContext();
	}

	@Override
	public Duration pause() {
		return Duration.ofMillis(5);
	}

	@Override
	public Duration patience() {
		return Duration.ofSeconds(20);
	}

	@Override
	public Duration shortLife() {
		return Duration.ofMillis(200);
	}

	@Override
	public List<Integer> manyAtOnce() {
		return List.of(2);
	}

	@Override
	public Map<String, String> serviceEnvironment() {
		return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", this.metadata.toString(), "ACR_SYNC_TRUSTED_CERTIFICATES",
				LocalhostCertificate.certificatePem());
	}

	@Override
	public Map<String, String> serviceProperties() {
		return Map.of("acr-sync.azure.resource-manager-endpoint", this.resourceManager.toString());
	}

	@Override
	public void close() {
		this.client.close();
		this.end.run();
	}

}
