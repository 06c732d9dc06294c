package dev.acrsync.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import dev.acrsync.settings.RegistryAccess;

/**
 * When the password of a registry ends, as far as it is known.
 *
 * @param end the earliest that is told
 * @param origin who tells it
 */
public record PasswordExpiry(Instant end, ExpirySource origin) {

	/**
	 * Returns when the password of a registry ends, if anybody tells.
	 */
	public static Optional<PasswordExpiry> of(RegistryAccess registry) {
		Optional<Instant> token = registry.credentials()
			.secret()
			.flatMap((secret) -> EntraClaims.read(secret.reveal()))
			.flatMap(EntraClaims::expiresAt);
		return Stream
			.concat(token.map((end) -> new PasswordExpiry(end, ExpirySource.TOKEN)).stream(),
					registry.passwordExpiresAt().map((end) -> new PasswordExpiry(end, ExpirySource.SETTING)).stream())
			.min(Comparator.comparing(PasswordExpiry::end));
	}

	/**
	 * Who tells when a password ends.
	 */
	public enum ExpirySource {

		/**
		 * The password is an access token, which tells its end. It lives for an hour or
		 * so, and is renewed by whoever hands it to us.
		 */
		TOKEN,

		/**
		 * The operator wrote it down.
		 */
		SETTING

	}

}
