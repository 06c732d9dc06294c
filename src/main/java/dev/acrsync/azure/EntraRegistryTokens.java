package dev.acrsync.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.acrsync.registry.EntraTokens;

/**
 * Gives tokens of this service's identity for reading registries.
 */
class EntraRegistryTokens implements EntraTokens {

	private final TokenCredential credential;

	private final String scope;

	EntraRegistryTokens(TokenCredential credential, String scope) {
		this.credential = credential;
		this.scope = scope;
	}

	@Override
	public String registryToken() {
		return this.credential.getTokenSync(new TokenRequestContext().addScopes(this.scope)).getToken();
	}

}
