package dev.acrsync.settings;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.RegistryHost;

/**
 * A registry as we reach it.
 *
 * @param host its login server, the name that images carry
 * @param endpoint where its data plane answers: an https URL without a path; http for a
 * loopback address alone
 * @param credentials what we show it when we read
 * @param passwordExpiresAt when the password of these ends, if that was written down
 * @param use what it is configured as
 */
public record RegistryAccess(RegistryHost host, URI endpoint, Credentials credentials,
		Optional<Instant> passwordExpiresAt, RegistryUse use) {

	/**
	 * A registry of which nothing else was written down.
	 */
	public RegistryAccess(RegistryHost host, URI endpoint, Credentials credentials) {
		this(host, endpoint, credentials, Optional.empty(),
				new RegistryUse(RegistryUse.RegistryRole.SOURCE, host.value()));
	}

	/**
	 * Returns the same registry, as it is reached with these credentials.
	 */
	public RegistryAccess with(Credentials others) {
		return new RegistryAccess(this.host, this.endpoint, others, this.passwordExpiresAt, this.use);
	}

	/**
	 * Returns the same registry with the credentials that it has in another reading of
	 * the settings.
	 */
	public RegistryAccess withCredentialsOf(RegistryAccess other) {
		return new RegistryAccess(this.host, this.endpoint, other.credentials, other.passwordExpiresAt, this.use);
	}

}
