package dev.acrsync.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredential;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import dev.acrsync.network.HostRoute;
import dev.acrsync.network.UnreachedException;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.ForeignTextSanitizer;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Finds the identity that this service runs under.
 */
public final class AzureCredentialFactory {

	private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

	private static final int MAX_ASSERTION = 64 * 1024;

	private static final Set<String> KNOWN_AUTHORITIES = Set.of("login.microsoftonline.com", "login.windows.net",
			"login.microsoft.com", "sts.windows.net", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn",
			"login.microsoftonline.us", "login-us.microsoftonline.com");

	private final AzureSettings azure;

	private final Environment environment;

	private final HttpClient httpClient;

	private final ForeignTextSanitizer foreignText;

	public AzureCredentialFactory(AzureSettings azure, Environment environment, HttpClient httpClient) {
		this.azure = azure;
		this.environment = environment;
		this.httpClient = httpClient;
		// What an app shows to its own machine's endpoint
		this.foreignText = ForeignTextSanitizer.hiding(new Secret(environment.getProperty("IDENTITY_HEADER", "")));
	}

	public WatchedCredential credential(AzureRequests requests) {
		return switch (this.azure.credential()) {
			case DEVELOPER -> new WatchedCredential(new AzureCliCredentialBuilder().httpClient(this.httpClient).build(),
					new TokenIssuer("the Azure CLI",
							"Run 'az login', or set acr-sync.azure.credential to managed-identity"),
					this.foreignText, requests, WatchedCredential.PATIENCE);
			case MANAGED_IDENTITY -> isWorkload() ? workload(requests) : machine(requests);
		};
	}

	/**
	 * Returns what proves to a vendor's tenant who we are, which is read anew each time:
	 * the token that AKS mounts, or one of the machine's identity.
	 * @param credential the identity of this service
	 */
	public Supplier<String> assertion(WatchedCredential credential) {
		if (this.azure.credential() == AzureSettings.AzureCredential.MANAGED_IDENTITY && isWorkload()) {
			Path file = Path.of(this.environment.getRequiredProperty(TOKEN_FILE));
			return () -> {
				try (InputStream in = Files.newInputStream(file)) {
					return new String(in.readNBytes(MAX_ASSERTION), StandardCharsets.UTF_8).strip();
				}
				catch (IOException ex) {
					throw new IdentityUnavailableException("The token that AKS mounts cannot be read at " + file, ex);
				}
			};
		}
		TokenRequestContext exchange = new TokenRequestContext()
			.addScopes(CloudNames.of(this.azure.cloud()).exchangeAudience() + "/.default");
		return () -> credential.getTokenSync(exchange).getToken();
	}

	/**
	 * Returns an identity of a vendor's tenant, for one token: none is kept in it.
	 */
	public TokenCredential vendor(VendorIdentity identity, Supplier<String> assertion) {
		ClientAssertionCredentialBuilder builder = new ClientAssertionCredentialBuilder().tenantId(identity.tenantId())
			.clientId(identity.clientId())
			.clientAssertion(assertion)
			.authorityHost(authorityHost())
			.httpClient(this.httpClient)
			.retryOptions(new RetryOptions(new ExponentialBackoffOptions())
				.setShouldRetryCondition(AzureCredentialFactory::isWorthIt));
		if (!isKnownAuthority()) {
			builder.disableInstanceDiscovery();
		}
		return builder.build();
	}

	private boolean isKnownAuthority() {
		return KNOWN_AUTHORITIES.contains(String.valueOf(URI.create(authorityHost()).getHost()));
	}

	private boolean isWorkload() {
		return !this.environment.getProperty(TOKEN_FILE, "").isBlank();
	}

	// ManagedIdentityCredential would find the federated token too, but with an HTTP
	// client
	// of its own
	private WatchedCredential workload(AzureRequests requests) {
		String clientId = this.azure.clientId()
			.orElseGet(() -> injected("AZURE_CLIENT_ID",
					"annotate the service account with azure.workload.identity/client-id, "
							+ "or set acr-sync.azure.client-id"));
		WorkloadIdentityCredentialBuilder builder = new WorkloadIdentityCredentialBuilder().clientId(clientId)
			.tenantId(
					injected("AZURE_TENANT_ID", "annotate the service account with azure.workload.identity/tenant-id"))
			.tokenFilePath(this.environment.getRequiredProperty(TOKEN_FILE))
			.authorityHost(authorityHost())
			.httpClient(this.httpClient)
			.retryOptions(new RetryOptions(new ExponentialBackoffOptions())
				.setShouldRetryCondition(AzureCredentialFactory::isWorthIt));
		if (!isKnownAuthority()) {
			builder.disableInstanceDiscovery();
		}
		WorkloadIdentityCredential credential = builder.build();
		return new WatchedCredential(credential,
				new TokenIssuer(HostRoute.to(URI.create(authorityHost())).toString(),
						"Check that the managed identity '" + clientId
								+ "' has a federated credential for this pod's service account"),
				this.foreignText, requests, WatchedCredential.PATIENCE);
	}

	/**
	 * As Azure's own policy has it, but without what did not get there: whoever wants the
	 * token asks again, and operators are told sooner.
	 */
	private static boolean isWorthIt(RequestRetryCondition tried) {
		for (Throwable cause = tried.getThrowable(); cause != null; cause = cause.getCause()) {
			if (cause instanceof UnreachedException) {
				return false;
			}
		}
		int status = (tried.getResponse() != null) ? tried.getResponse().getStatusCode() : 503;
		return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
	}

	private String injected(String name, String cure) {
		String value = this.environment.getProperty(name, "");
		if (value.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(name, value,
					"It is empty, but %s is set, as AKS sets it for a workload identity: %s".formatted(TOKEN_FILE,
							cure));
		}
		return value;
	}

	private String authorityHost() {
		String name = "AZURE_AUTHORITY_HOST";
		String host = this.environment.getProperty(name, "").strip();
		if (host.isEmpty()) {
			return CloudNames.of(this.azure.cloud()).authorityHost();
		}
		if (!host.matches("(?i)https://[a-z0-9.:\\[\\]-]+/?")) {
			throw new InvalidConfigurationPropertyValueException(name, host,
					"It is not an https URL without a path, such as "
							+ CloudNames.of(this.azure.cloud()).authorityHost());
		}
		return host;
	}

	private WatchedCredential machine(AzureRequests requests) {
		ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder().httpClient(this.httpClient);
		this.azure.clientId().ifPresent(builder::clientId);
		return new WatchedCredential(builder.build(), new TokenIssuer("the identity endpoint of this machine",
				"Check that a managed identity is assigned to this machine, app or pod" + this.azure.clientId()
					.map((clientId) -> ", and that its client id is '" + clientId + "' (acr-sync.azure.client-id)")
					.orElse("; for a user-assigned one set acr-sync.azure.client-id")),
				this.foreignText, requests, WatchedCredential.PATIENCE);
	}

}
