package dev.acrsync.intake;

import java.time.Instant;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;

/**
 * What a webhook says.
 */
public sealed interface RegistryEvent {

	/**
	 * Why a push without a tag asks for no import.
	 */
	String WITHOUT_TAG = "the push has no tag";

	/**
	 * The event's id: the sender's where it has one of a sensible form, else one of ours.
	 */
	String id();

	/**
	 * Somebody tries the webhook out.
	 */
	record Ping(String id) implements RegistryEvent {
	}

	/**
	 * Nothing that asks for an import.
	 *
	 * @param reason why, for the sender
	 */
	record Ignored(String id, String reason) implements RegistryEvent {
	}

	/**
	 * A manifest was pushed without a tag: it may belong to an image.
	 *
	 * @param host the registry's host as the pusher used it
	 */
	record Untagged(String id, RegistryHost host, RepositoryName repository, Digest digest) implements RegistryEvent {

		Ignored ignored() {
			return new Ignored(this.id, WITHOUT_TAG);
		}

	}

	/**
	 * A tag was pushed.
	 *
	 * @param image the tag, in the registry as the pusher called it
	 */
	record Pushed(String id, TaggedImage image, Digest digest, Instant at) implements RegistryEvent {
	}

}
