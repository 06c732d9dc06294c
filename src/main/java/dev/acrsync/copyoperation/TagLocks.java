package dev.acrsync.copyoperation;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Respects the locks of the target's repositories, tags and manifests, which Azure's
 * import with force would not. Where locks cannot be seen at all, everything counts as
 * open.
 */
public final class TagLocks {

	private static final Logger logger = LoggerFactory.getLogger(TagLocks.class);

	private static final String PUSH_AGAIN = " --write-enabled true) and have it pushed again";

	private final Registries registries;

	private final RepositoryLocks repositoryLocks;

	/** Targets of which it was said that their locks are not seen. */
	private final Set<String> unseen = ConcurrentHashMap.newKeySet();

	public TagLocks(Registries registries, Clock clock) {
		this.registries = registries;
		this.repositoryLocks = new RepositoryLocks(registries, clock);
	}

	/**
	 * Says why nothing is to be written to a repository, or nothing.
	 */
	public Optional<ImportResult> checkRepository(ImportTask task, RepositoryName repository) {
		return unless(task, this.repositoryLocks.read(task.target().registry(), repository),
				() -> new ImportResult.Left(ImportState.KEPT, "locked",
						("Repository '%s' of target '%s' is locked: if it is to be "
								+ "written to, unlock it (az acr repository update --name %s --repository %s"
								+ PUSH_AGAIN)
							.formatted(repository, task.target().name(), task.target().resourceId().registry(),
									repository)));
	}

	/**
	 * Says why a tag that is there, or may be, is not to be moved, or nothing.
	 * @param there the digest that it has, if that is known
	 */
	public Optional<ImportResult> checkTag(ImportTask task, TaggedImage image, Optional<Digest> there) {
		RegistryAccess registry = task.target().registry();
		RepositoryName repository = image.repository();
		return checkRepository(task, repository)
			.or(() -> unless(task, this.registries.readLock(registry, repository, image.tag()),
					() -> locked(task, image, there, "tag-locked", "", repository.with(image.tag()))))
			.or(() -> there.flatMap((digest) -> unless(task, this.registries.readLock(registry, repository, digest),
					() -> locked(task, image, there, "locked", " its manifest", repository.with(digest)))));
	}

	private static ImportResult locked(ImportTask task, TaggedImage image, Optional<Digest> there, String code,
			String what, String name) {
		return new ImportResult.Left(ImportState.KEPT, code,
				("%s%s%s is locked: if it is to be moved, unlock it (az acr repository update --name %s --image %s"
						+ PUSH_AGAIN)
					.formatted(image, there.map((digest) -> " has digest " + digest + " and").orElse(""), what,
							task.target().resourceId().registry(), name));
	}

	private Optional<ImportResult> unless(ImportTask task, TagLock lock, Supplier<ImportResult> locked) {
		return switch (lock) {
			case TagLock.Open() -> Optional.empty();
			case TagLock.Locked() -> Optional.of(locked.get());
			case Unreadable reason -> unknown(task, reason);
		};
	}

	private Optional<ImportResult> unknown(ImportTask task, Unreadable reason) {
		return switch (reason.cause()) {
			case THROTTLED, UNAVAILABLE, UNIDENTIFIED, UNTRUSTED ->
				Optional.of(new ImportResult.Stuck(TargetTag.trouble(task, reason)));
			case UNAUTHORIZED, FORBIDDEN, DISALLOWED, UNEXPECTED -> {
				if (this.unseen.add(task.target().name())) {
					logger.warn(
							"Locks of tags in target '{}' are not seen, so that what is locked is written to as anything else: {}",
							task.target().name(), reason.message());
				}
				yield Optional.empty();
			}
		};
	}

}
