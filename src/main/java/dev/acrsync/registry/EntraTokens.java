package dev.acrsync.registry;

import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.Secret;

/**
 * Gives Entra access tokens for reading registries, and queues beside them: of the
 * identity that this service runs under, and of those that vendors have made for it.
 */
public interface EntraTokens {

	/**
	 * Returns a valid access token for the audience
	 * {@code https://containerregistry.azure.net}. May block for the time that the
	 * identity endpoint takes.
	 * @throws IllegalStateException if no token can be had; the message says why
	 */
	String registryToken();

	/**
	 * Returns a valid access token of our own for Azure Storage. May block for the time
	 * that the identity endpoint takes.
	 * @throws IllegalStateException if no token can be had; the message says why
	 */
	default Secret storageToken() {
		throw new IllegalStateException("There is nobody to ask for a token");
	}

	/**
	 * Returns a valid access token of an identity that a registry's tenant made for us.
	 * May block for the time that the tenant takes.
	 * @throws VendorIdentityException if no token can be had
	 */
	default Secret vendorToken(VendorIdentity identity, Audience audience) {
		throw new VendorIdentityException("vendor-identity-unavailable", true, "There is nobody to ask for a token",
				"");
	}

}
