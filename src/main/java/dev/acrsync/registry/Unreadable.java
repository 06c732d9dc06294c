package dev.acrsync.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * The registry did not tell, or not to the end.
 *
 * @param cause the kind of obstacle
 * @param message what went wrong, at which registry; never a secret
 * @param retryAfter how long the registry wants to be left alone
 */
public record Unreadable(UnreadableCause cause, String message,
		Optional<Duration> retryAfter) implements TagReading, ListingResult, TagLock, ManifestReading {

	/**
	 * Tells whether the registry as a whole cannot be read now, and may be later.
	 */
	public boolean isOutage() {
		return this.cause == UnreadableCause.UNAVAILABLE || this.cause == UnreadableCause.THROTTLED
				|| this.cause == UnreadableCause.UNIDENTIFIED || this.cause == UnreadableCause.UNTRUSTED;
	}

	/**
	 * The kind of obstacle.
	 */
	public enum UnreadableCause {

		/**
		 * The registry does not know our credentials, or they may not read this
		 * repository (401).
		 */
		UNAUTHORIZED,

		/**
		 * The registry knows us and refuses: a firewall, or a missing role (403).
		 */
		FORBIDDEN,

		/**
		 * Too many requests (429).
		 */
		THROTTLED,

		/**
		 * No connection, no answer in time, or a server error.
		 */
		UNAVAILABLE,

		/**
		 * Our own identity gets no token now, so that the registry was not asked.
		 */
		UNIDENTIFIED,

		/**
		 * The registry's tenant does not trust our identity, so that the registry was not
		 * asked.
		 */
		UNTRUSTED,

		/**
		 * The registry has it, and bars it: reading is locked there, or it is in
		 * quarantine (405).
		 */
		DISALLOWED,

		/**
		 * An answer that is not a registry's: no digest, another status, an alien token
		 * realm.
		 */
		UNEXPECTED

	}

}
