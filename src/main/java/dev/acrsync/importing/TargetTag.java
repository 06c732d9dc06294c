package dev.acrsync.importing;

import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.State;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;

/**
 * What the target shows, which is the only proof of an import.
 */
final class TargetTag {

	private final Registries registries;

	TargetTag(Registries registries) {
		this.registries = registries;
	}

	/**
	 * Reads the tag that an order writes, or its manifest if it writes no tag.
	 */
	TagReading read(CopyOrder order) {
		Task task = order.task();
		return order.tag()
			.map((tag) -> this.registries.read(task.target().registry(), task.targetImage().repository(), tag))
			.orElseGet(() -> readManifest(order));
	}

	/**
	 * Reads an order's manifest.
	 */
	TagReading readManifest(CopyOrder order) {
		Task task = order.task();
		return this.registries.read(task.target().registry(), task.targetImage().repository(), order.digest());
	}

	/**
	 * Tells whether an order is seen to be done. If the target cannot be read it is not.
	 */
	boolean has(CopyOrder order) {
		return order.isSeen(read(order));
	}

	/**
	 * Says why nothing can be proved.
	 */
	static Trouble trouble(Task task, Unreadable unreadable) {
		Trouble.Cure cure = switch (unreadable.cause()) {
			case UNAUTHORIZED, FORBIDDEN, UNTRUSTED, DISALLOWED -> Trouble.Cure.WAIT;
			case THROTTLED, UNAVAILABLE, UNIDENTIFIED, UNEXPECTED -> Trouble.Cure.RETRY;
		};
		return new Trouble(
				cure, "target-unreadable", "Target '" + task.target().name()
						+ "' cannot be read, so the import cannot be proved: " + unreadable.message(),
				unreadable.retryAfter());
	}

	/**
	 * Says that the tag has another digest, and keeps it.
	 */
	static Result kept(Task task, Digest other) {
		return new Result.Left(State.KEPT, "kept",
				task.targetImage() + " has digest " + other + ", and the rule says overwrite: never");
	}

	static Optional<Digest> digest(TagReading reading) {
		return (reading instanceof TagReading.Found(Digest digest)) ? Optional.of(digest) : Optional.empty();
	}

}
