package dev.acrsync.identity;

import java.time.Duration;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpClientProvider;
import dev.acrsync.untrusted.HttpClients;

/**
 * Gives our client to whatever of Azure's libraries would make one of its own: what logs
 * in at PostgreSQL does. Azure's service loader finds it first, since it is not in a
 * library.
 */
public final class AzureHttpClientProvider implements HttpClientProvider {

	/**
	 * Called by the service loader.
	 */
	public AzureHttpClientProvider() {
	}

	@Override
	public HttpClient createInstance() {
		return new AzureHttpClient(HttpClients.builder("azure-"), Duration.ofSeconds(60));
	}

}
