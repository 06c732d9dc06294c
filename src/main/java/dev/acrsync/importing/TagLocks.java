package dev.acrsync.importing;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.State;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.Unreadable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Respects the locks of the target's tags, which Azure's import with force would not.
 */
final class TagLocks {

	private static final Logger logger = LoggerFactory.getLogger(TagLocks.class);

	private final Registries registries;

	/** Targets of which it was said that their locks are not seen. */
	private final Set<String> unseen = ConcurrentHashMap.newKeySet();

	TagLocks(Registries registries) {
		this.registries = registries;
	}

	/**
	 * Says why a tag is not to be moved, or nothing. Where locks cannot be seen at all,
	 * the tag counts as open.
	 * @param there the digest that it has, if that is known
	 */
	Optional<Result> check(Task task, TaggedImage image, Optional<Digest> there) {
		return switch (this.registries.readLock(task.target().registry(), image.repository(), image.tag())) {
			case TagLock.Open() -> Optional.empty();
			case TagLock.Locked() -> Optional.of(locked(task, image, there));
			case Unreadable reason -> unknown(task, reason);
		};
	}

	private static Result locked(Task task, TaggedImage image, Optional<Digest> there) {
		return new Result.Left(State.KEPT, "tag-locked",
				("%s%s is locked: if it is to be moved, unlock it (az acr repository update --name %s "
						+ "--image %s:%s --write-enabled true) and have it pushed again")
					.formatted(image, there.map((digest) -> " has digest " + digest + " and").orElse(""),
							task.target().resourceId().registry(), image.repository(), image.tag()));
	}

	private Optional<Result> unknown(Task task, Unreadable reason) {
		return switch (reason.cause()) {
			case THROTTLED, UNAVAILABLE -> Optional.of(new Result.Stuck(TargetTag.trouble(task, reason)));
			case UNAUTHORIZED, FORBIDDEN, DISALLOWED, UNEXPECTED -> {
				if (this.unseen.add(task.target().name())) {
					logger.warn(
							"Locks of tags in target '{}' are not seen, so that a locked tag is moved as any other: {}",
							task.target().name(), reason.message());
				}
				yield Optional.empty();
			}
		};
	}

}
