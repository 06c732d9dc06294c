package dev.acrsync.settings;

import java.net.URI;

import dev.acrsync.image.RegistryHost;

/**
 * A registry as we reach it.
 *
 * @param host its login server, the name that images carry
 * @param endpoint where its data plane answers: an https URL without a path; http for a
 * loopback address alone
 * @param credentials what we show it when we read
 */
public record Registry(RegistryHost host, URI endpoint, Credentials credentials) {

	/**
	 * Returns the same registry with other credentials.
	 */
	Registry withCredentials(Credentials credentials) {
		return new Registry(this.host, this.endpoint, credentials);
	}

}
