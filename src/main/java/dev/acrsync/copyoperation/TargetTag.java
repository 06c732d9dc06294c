package dev.acrsync.copyoperation;

import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;

/**
 * What the target shows, which is the only proof of an import.
 */
public final class TargetTag {

	private final Registries registries;

	public TargetTag(Registries registries) {
		this.registries = registries;
	}

	/**
	 * Reads the tag that an order writes, or its manifest if it writes no tag.
	 */
	public TagReading read(CopyOrder order) {
		ImportTask task = order.task();
		RegistryAccess registry = task.target().registry();
		RepositoryName repository = task.targetImage().repository();
		return order.tag().isPresent() ? this.registries.read(registry, repository, order.tag().get())
				: this.registries.read(registry, repository, order.digest());
	}

	/**
	 * Reads an order's manifest.
	 */
	TagReading readManifest(CopyOrder order) {
		ImportTask task = order.task();
		return this.registries.read(task.target().registry(), task.targetImage().repository(), order.digest());
	}

	/**
	 * Tells whether an order is seen to be done. If the target cannot be read it is not.
	 */
	public boolean has(CopyOrder order) {
		return order.isSeen(read(order));
	}

	/**
	 * Says why nothing can be proved.
	 */
	public static ImportTrouble trouble(ImportTask task, Unreadable unreadable) {
		ImportTrouble.TroubleCure cure = switch (unreadable.cause()) {
			case UNAUTHORIZED, FORBIDDEN, UNTRUSTED, DISALLOWED -> ImportTrouble.TroubleCure.WAIT;
			case THROTTLED, UNAVAILABLE, UNIDENTIFIED, UNEXPECTED -> ImportTrouble.TroubleCure.RETRY;
		};
		return new ImportTrouble(
				cure, "target-unreadable", "Target '" + task.target().name()
						+ "' cannot be read, so the import cannot be proved: " + unreadable.message(),
				unreadable.retryAfter());
	}

	/**
	 * Says that the tag has another digest, and keeps it.
	 */
	public static ImportResult kept(ImportTask task, Digest other) {
		return new ImportResult.Left(ImportState.KEPT, "kept",
				task.targetImage() + " has digest " + other + ", and the rule says overwrite: never");
	}

	public static Optional<Digest> digest(TagReading reading) {
		return (reading instanceof TagReading.Found(Digest digest)) ? Optional.of(digest) : Optional.empty();
	}

}
