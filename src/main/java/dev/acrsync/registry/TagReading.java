package dev.acrsync.registry;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.image.Digest;

/**
 * What a registry says a tag points to.
 */
public sealed interface TagReading {

	/**
	 * The tag exists.
	 *
	 * @param digest the manifest it points to
	 */
	record Found(Digest digest) implements TagReading {
	}

	/**
	 * The registry says that there is no such tag or repository.
	 */
	record Absent() implements TagReading {
	}

	/**
	 * The registry did not tell.
	 *
	 * @param cause the kind of obstacle
	 * @param message what went wrong, at which registry; never a secret
	 * @param retryAfter how long the registry wants to be left alone
	 */
	record Unreadable(Cause cause, String message, Optional<Duration> retryAfter) implements TagReading {
	}

	/**
	 * The kind of obstacle.
	 */
	enum Cause {

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
		 * An answer that is not a registry's: no digest, another status, an alien token
		 * realm.
		 */
		UNEXPECTED

	}

}
