package dev.acrsync.companions;

import java.util.Optional;

import dev.acrsync.copyoperation.AzureCopier;
import dev.acrsync.copyoperation.TagLocks;
import dev.acrsync.copyoperation.TargetTag;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.records.ImportState;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one thing that belongs to an image to the image's target.
 */
public final class ReferrerCopier {

	private static final Logger logger = LoggerFactory.getLogger(ReferrerCopier.class);

	private static final int ROUNDS = 3;

	private final Registries registries;

	private final TargetTag targetTag;

	private final TagLocks tagLocks;

	private final AzureCopier copier;

	private final ImportMetrics metrics;

	private final ReferrerSightings sightings;

	public ReferrerCopier(Registries registries, TagLocks tagLocks, AzureCopier copier, ImportMetrics metrics,
			ReferrerSightings sightings) {
		this.registries = registries;
		this.targetTag = new TargetTag(registries);
		this.tagLocks = tagLocks;
		this.copier = copier;
		this.metrics = metrics;
		this.sightings = sightings;
	}

	/**
	 * It is known that a target is to have something.
	 */
	void seen(ImportTask task, ImageReferrer referrer) {
		this.sightings.seen(order(task, referrer));
	}

	/**
	 * Brings one to the target.
	 * @return why it is not there; nothing if it is
	 * @throws InterruptedException if the service stops
	 */
	Optional<ImportTrouble> bring(ImportTask task, ImageReferrer referrer) throws InterruptedException {
		TagReading there = this.targetTag.read(order(task, referrer));
		if (there instanceof Unreadable unreadable) {
			return Optional.of(TargetTag.trouble(task, unreadable));
		}
		Optional<Digest> other = TargetTag.digest(there).filter((digest) -> !digest.equals(referrer.digest()));
		if (there instanceof TagReading.Found && (other.isEmpty() || !task.mayMoveTag())) {
			this.sightings.forget(order(task, referrer));
			this.metrics.referrer(task.record(), ImportState.UNCHANGED);
			return Optional.empty();
		}
		Optional<ImportResult> locked = other.isPresent() ? this.tagLocks.checkTag(task, image(task, referrer), other)
				: this.tagLocks.checkRepository(task, task.targetImage().repository());
		if (locked.isPresent()) {
			return left(task, referrer, locked.get());
		}
		return switch (copy(task, referrer, there)) {
			case ImportResult.Arrived _ -> {
				this.sightings.arrived(order(task, referrer));
				this.metrics.referrer(task.record(), ImportState.SUCCEEDED);
				yield Optional.empty();
			}
			case ImportResult.Left left -> left(task, referrer, left);
			case ImportResult.Stuck(var trouble, var _) -> Optional.of(trouble);
			case ImportResult.Postponed(var reason, var pause) -> Optional.of(reason.after(pause));
			case ImportResult.Unfinished(var _, var pause) ->
				Optional.of(new ImportTrouble(ImportTrouble.TroubleCure.RETRY, ImportTrouble.OPERATION_UNSETTLED,
						"Azure is still copying it", Optional.of(pause)));
		};
	}

	private Optional<ImportTrouble> left(ImportTask task, ImageReferrer referrer, ImportResult locked) {
		if (locked instanceof ImportResult.Stuck stuck) {
			return Optional.of(stuck.trouble());
		}
		logger.info("Import {} leaves a tag of a referrer: {}", task.record().id(), locked);
		this.sightings.forget(order(task, referrer));
		this.metrics.referrer(task.record(), ImportState.UNCHANGED);
		return Optional.empty();
	}

	/**
	 * A tag may be moved while it is copied, and its own import may be done before this
	 * one: it must not be left at what it was.
	 */
	private ImportResult copy(ImportTask task, ImageReferrer referrer, TagReading there) throws InterruptedException {
		ImageReferrer wanted = referrer;
		TagReading shown = there;
		for (int round = 1;; round++) {
			ImportResult result = this.copier.bring(order(task, wanted), shown);
			ImageReferrer copied = wanted;
			wanted = copied.tag().map((tag) -> latest(task, tag, copied)).orElse(copied);
			if (round == ROUNDS || wanted.equals(copied)) {
				return result;
			}
			shown = this.targetTag.read(order(task, wanted));
		}
	}

	private ImageReferrer latest(ImportTask task, Tag tag, ImageReferrer copied) {
		return TargetTag.digest(this.registries.read(task.source().registry(), task.sourceImage().repository(), tag))
			.map((digest) -> new ImageReferrer(digest, copied.tag(), copied.what()))
			.orElse(copied);
	}

	private static CopyOrder order(ImportTask task, ImageReferrer referrer) {
		return new CopyOrder(task, referrer.digest(), referrer.tag());
	}

	private static TaggedImage image(ImportTask task, ImageReferrer referrer) {
		return task.targetImage().sibling(referrer.tag().orElseThrow());
	}

	/**
	 * One could not be brought.
	 */
	void failed(ImportTask task) {
		this.metrics.referrer(task.record(), ImportState.FAILED);
	}

}
