package dev.acrsync.identity;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.acrsync.registry.EntraTokens;

/**
 * Gives tokens of this service's identity for reading registries. However many ask at
 * once, the identity is asked once: Azure's identity library reads answers on the few
 * threads that its requests wait on, so that two dozen requests at once wait for each
 * other until they time out, and the identity endpoint of a virtual machine throttles.
 */
public class EntraRegistryTokens implements EntraTokens {

	private final TokenCredential credential;

	private final String scope;

	private CompletableFuture<String> underWay = CompletableFuture.completedFuture("");

	public EntraRegistryTokens(TokenCredential credential, String scope) {
		this.credential = credential;
		this.scope = scope;
	}

	@Override
	public String registryToken() {
		try {
			return underWay().get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof IllegalStateException unavailable) ? unavailable
					: new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("the service is stopping", ex);
		}
	}

	private synchronized CompletableFuture<String> underWay() {
		if (this.underWay.isDone()) {
			this.underWay = CompletableFuture.supplyAsync(this::ask, (task) -> Thread.ofVirtual().start(task));
		}
		return this.underWay;
	}

	private String ask() {
		return this.credential.getTokenSync(new TokenRequestContext().addScopes(this.scope)).getToken();
	}

}
