package dev.acrsync.live;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.AzureCliCredentialBuilder;
import tools.jackson.databind.JsonNode;

/**
 * The way to Azure for whoever has run {@code az login}.
 */
final class AzureCliAccess implements AzureAccess {

	private static final Duration LEFT = Duration.ofMinutes(5);

	private final TokenCredential credential = new AzureCliCredentialBuilder().build();

	private final Map<String, AccessToken> tokens = new HashMap<>();

	@Override
	public String name() {
		return "Azure";
	}

	@Override
	public URI resourceManager() {
		return URI.create("https://management.azure.com");
	}

	/**
	 * Keeps tokens, since the Azure CLI takes a second for each.
	 */
	@Override
	public synchronized String token(String audience) {
		AccessToken kept = this.tokens.get(audience);
		if (kept == null || kept.getExpiresAt().toInstant().isBefore(Instant.now().plus(LEFT))) {
			kept = this.credential
				.getTokenSync(new TokenRequestContext().addScopes(audience.replaceFirst("/$", "") + "/.default"));
			this.tokens.put(audience, kept);
		}
		return kept.getToken();
	}

	@Override
	public URI dataPlane(JsonNode registry) {
		return URI.create("https://" + registry.at("/properties/loginServer").asString());
	}

	@Override
	public SSLContext tls() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public Duration pause() {
		return Duration.ofSeconds(1);
	}

	@Override
	public Duration patience() {
		return Duration.ofMinutes(3);
	}

	@Override
	public Duration shortLife() {
		return Duration.ofSeconds(75);
	}

	@Override
	public List<Integer> manyAtOnce() {
		return List.of(50, 100);
	}

	@Override
	public Map<String, String> serviceEnvironment() {
		Map<String, String> environment = new HashMap<>(System.getenv());
		// None of its own beside those that every machine trusts
		environment.put("ACR_SYNC_TRUSTED_CERTIFICATES", "");
		return environment;
	}

	@Override
	public Map<String, String> serviceProperties() {
		return Map.of("acr-sync.azure.credential", "developer");
	}

	@Override
	public void close() {
	}

}
