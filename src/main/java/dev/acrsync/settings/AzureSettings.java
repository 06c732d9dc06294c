package dev.acrsync.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Where and as whom Azure is called.
 *
 * @param cloud the Azure cloud
 * @param resourceManagerEndpoint an https URL without a path; always set
 * @param credential which identity is shown
 * @param clientId the client id of a user-assigned identity
 */
public record AzureSettings(AzureCloud cloud, URI resourceManagerEndpoint, AzureCredential credential,
		Optional<String> clientId) {

	/**
	 * An Azure cloud.
	 */
	public enum AzureCloud {

		/**
		 * The Azure that most use.
		 */
		PUBLIC("https://management.azure.com", "azurecr.io"),

		/**
		 * Azure in China, operated by 21Vianet.
		 */
		CHINA("https://management.chinacloudapi.cn", "azurecr.cn"),

		/**
		 * Azure for the government of the United States.
		 */
		US_GOVERNMENT("https://management.usgovcloudapi.net", "azurecr.us");

		private final URI resourceManagerEndpoint;

		private final String registrySuffix;

		AzureCloud(String resourceManagerEndpoint, String registrySuffix) {
			this.resourceManagerEndpoint = URI.create(resourceManagerEndpoint);
			this.registrySuffix = registrySuffix;
		}

		/**
		 * Returns where this cloud's Azure Resource Manager answers.
		 */
		public URI resourceManagerEndpoint() {
			return this.resourceManagerEndpoint;
		}

		/**
		 * Returns what follows a registry's name in its login server.
		 */
		public String registrySuffix() {
			return this.registrySuffix;
		}

	}

	/**
	 * Which identity is shown to Azure.
	 */
	public enum AzureCredential {

		/**
		 * The workload identity that AKS injects, else the managed identity of the
		 * machine or the app.
		 */
		MANAGED_IDENTITY,

		/**
		 * Whoever ran {@code az login} at this desk.
		 */
		DEVELOPER

	}

}
