package dev.acrsync.identity;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.AzureEnvironment.Endpoint;
import com.azure.identity.AzureAuthorityHosts;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Credentials.Audience;

/**
 * Where a cloud issues tokens, and for whom.
 *
 * @param environment the cloud as the management library knows it
 * @param authorityHost where Entra issues tokens
 * @param registryScope the scope of a token for registries
 * @param exchangeAudience the audience of a token that is exchanged at another tenant
 */
public record CloudNames(AzureEnvironment environment, String authorityHost, String registryScope,
		String exchangeAudience) {

	/** The same in each cloud. */
	private static final String STORAGE_SCOPE = "https://storage.azure.com/.default";

	public static CloudNames of(AzureSettings.AzureCloud cloud) {
		return switch (cloud) {
			case PUBLIC -> new CloudNames(AzureEnvironment.AZURE, AzureAuthorityHosts.AZURE_PUBLIC_CLOUD,
					"https://containerregistry.azure.net/.default", "api://AzureADTokenExchange");
			case CHINA -> new CloudNames(AzureEnvironment.AZURE_CHINA, AzureAuthorityHosts.AZURE_CHINA,
					"https://containerregistry.azure.cn/.default", "api://AzureADTokenExchangeChina");
			case US_GOVERNMENT ->
				new CloudNames(AzureEnvironment.AZURE_US_GOVERNMENT, AzureAuthorityHosts.AZURE_GOVERNMENT,
						"https://containerregistry.azure.us/.default", "api://AzureADTokenExchangeUSGov");
		};
	}

	/**
	 * Returns the scope of a token for Azure Resource Manager. It is the cloud's,
	 * whatever the endpoint.
	 */
	public String managementScope() {
		return this.environment.getManagementEndpoint() + "/.default";
	}

	/**
	 * Returns the scope of a token for an audience.
	 */
	public String scope(Audience audience) {
		return switch (audience) {
			case REGISTRY -> this.registryScope;
			case RESOURCE_MANAGER -> managementScope();
			case STORAGE -> STORAGE_SCOPE;
		};
	}

	public AzureEnvironment environment(URI resourceManagerEndpoint) {
		Map<String, String> endpoints = new HashMap<>(this.environment.getEndpoints());
		endpoints.put(Endpoint.RESOURCE_MANAGER.identifier(), resourceManagerEndpoint.toString());
		return new AzureEnvironment(endpoints);
	}

}
