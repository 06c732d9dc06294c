package dev.acrsync.registry;

/**
 * Gives Entra access tokens of the identity that this service runs under, for reading
 * registries.
 */
public interface EntraTokens {

	/**
	 * Returns a valid access token for the audience
	 * {@code https://containerregistry.azure.net}. May block for the time that the
	 * identity endpoint takes.
	 * @throws IllegalStateException if no token can be had; the message says why
	 */
	String registryToken();

}
