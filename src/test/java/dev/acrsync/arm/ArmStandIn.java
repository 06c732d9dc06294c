package dev.acrsync.arm;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.acrsync.identity.AzureHttpClient;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.TokenIssuer;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.sandbox.LocalhostCertificate;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.untrusted.HttpClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import reactor.core.publisher.Mono;

/**
 * An https server in the place of Azure Resource Manager, and what is under test aimed at
 * it.
 */
public final class ArmStandIn {

	public static final String TOKEN = "a-token-for-arm";

	private static final TokenCredential IDENTITY = (_) -> Mono.fromSupplier(ArmStandIn::token);

	private static final ForeignTextSanitizer FOREIGN = ForeignTextSanitizer.hiding(
			() -> List.of(new Credentials.Basic(TestImportRequests.USERNAME, new Secret(TestImportRequests.PASSWORD))));

	private final WireMockServer server;

	private final MeterRegistry meters = new SimpleMeterRegistry();

	ArmStandIn(WireMockServer server) {
		this.server = server;
	}

	public static WireMockServer start() {
		WireMockServer server = new WireMockServer(WireMockConfiguration.options()
			.dynamicHttpsPort()
			.dynamicPort()
			.keystorePath("sandbox/localhost.p12")
			.keystoreType("PKCS12")
			.keystorePassword("localhost")
			.keyManagerPassword("localhost"));
		server.start();
		return server;
	}

	public static com.azure.core.http.HttpClient httpClient(Duration responseTimeout) {
		return new AzureHttpClient(HttpClients.builder("azure-").sslContext(LocalhostCertificate.sslContext()),
				responseTimeout);
	}

	public static AccessToken token() {
		return new AccessToken(TOKEN, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
	}

	/**
	 * Returns a context that trusts whom a JVM usually trusts, and not our certificate.
	 */
	static SSLContext publicTrust() {
		try {
			KeyStore store = KeyStore.getInstance(
					Path.of(System.getProperty("java.home"), "lib", "security", "cacerts").toFile(), (char[]) null);
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	WireMockServer server() {
		return this.server;
	}

	URI endpoint() {
		return URI.create("https://localhost:" + this.server.httpsPort());
	}

	ArmImports imports() {
		return imports(endpoint(), httpClient(Duration.ofSeconds(20)), IDENTITY);
	}

	ArmImports impatientImports() {
		return imports(endpoint(), httpClient(Duration.ofMillis(300)), IDENTITY);
	}

	ArmImports imports(TokenCredential identity) {
		return imports(endpoint(), httpClient(Duration.ofSeconds(20)), identity);
	}

	ArmImports imports(URI endpoint, com.azure.core.http.HttpClient httpClient, TokenCredential identity) {
		AzureSettings azure = new AzureSettings(AzureSettings.AzureCloud.PUBLIC, endpoint,
				AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty());
		AzureRequests requests = new AzureRequests(this.meters);
		WatchedCredential credential = new WatchedCredential(identity,
				new TokenIssuer("the issuer", "Check the identity"), ForeignTextSanitizer.hiding(), requests,
				Duration.ofSeconds(20));
		return new ArmImports(new ArmClient(azure, httpClient, credential, requests, FOREIGN),
				new ArmAuthority(endpoint), new ArmTroubles(FOREIGN), new ArmBudget(Thread::sleep),
				new SourceLogins(() -> TOKEN, new PasswordFallback(System::nanoTime)));
	}

	long measured(String operation, String status) {
		Timer timer = this.meters.find("acr.sync.azure.requests")
			.tags("operation", operation, "status", status)
			.timer();
		return (timer != null) ? timer.count() : 0;
	}

}
