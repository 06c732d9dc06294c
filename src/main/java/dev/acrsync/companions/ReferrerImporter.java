package dev.acrsync.companions;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.acrsync.attempt.CopyOrder;
import dev.acrsync.attempt.ImportMetrics;
import dev.acrsync.attempt.ImportResult;
import dev.acrsync.attempt.ImportTask;
import dev.acrsync.attempt.ImportTrouble;
import dev.acrsync.copying.AzureCopier;
import dev.acrsync.copying.TagLocks;
import dev.acrsync.copying.TargetTag;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.progress.FollowUps;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.referrers.ReferrerWalk;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.tracing.TraceParent;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings along what belongs to an image that has arrived, since Azure copies the image
 * alone: signatures, SBOMs, attestations, and what belongs to those.
 */
public final class ReferrerImporter {

	private static final Logger logger = LoggerFactory.getLogger(ReferrerImporter.class);

	private static final int ROUNDS = 3;

	private final Registries registries;

	private final TargetTag targetTag;

	private final ReferrerFinder finder;

	private final FollowUps followUps;

	private final TagLocks tagLocks;

	private final AzureCopier copier;

	private final ImportMetrics metrics;

	private final ReferrerSightings sightings;

	private final Tracing tracing;

	public ReferrerImporter(Registries registries, ReferrerFinder finder, FollowUps followUps, TagLocks tagLocks,
			AzureCopier copier, ImportMetrics metrics, ReferrerSightings sightings, Tracing tracing) {
		this.registries = registries;
		this.targetTag = new TargetTag(registries);
		this.finder = finder;
		this.followUps = followUps;
		this.tagLocks = tagLocks;
		this.copier = copier;
		this.metrics = metrics;
		this.sightings = sightings;
		this.tracing = tracing;
	}

	/**
	 * Ends the import of a tag that was let in only for an image, if that image is not in
	 * the target: it brings the tag along when it comes itself.
	 */
	public Optional<ImportResult> withoutSubject(ImportTask task) {
		TaggedImage image = task.sourceImage();
		Optional<ReferrerTag> tag = ReferrerTag.of(image.tag())
			.filter((it) -> task.source().rules().isOnlyFor(image.repository(), it));
		return tag
			.flatMap((it) -> switch (this.registries.read(task.target().registry(), repository(task), it.subject())) {
				case TagReading.Found _ -> Optional.empty();
				case Absent() -> Optional.of(new ImportResult.Left(ImportState.GONE, "subject-not-imported",
						"%s does not have the image %s that this tag belongs to: it comes along if that image is imported"
							.formatted(task.targetImage().repository(), it.subject())));
				case Unreadable unreadable -> Optional.of(new ImportResult.Stuck(TargetTag.trouble(task, unreadable)));
			});
	}

	/**
	 * Brings along what the rule of an image says.
	 * @param later asked whether to leave it for later, where anything is to be brought:
	 * an image counts for more than what belongs to another one
	 * @return why not all of it is in the target; nothing if it is
	 * @throws InterruptedException if the service stops
	 */
	public Optional<ImportResult> bring(ImportTask task, Digest image, BooleanSupplier later)
			throws InterruptedException {
		try (Tracing.Step _ = this.tracing.step("referrers")) {
			ImportRecord record = task.record();
			TaggedImage pushed = task.sourceImage();
			ReferrerRule rule = task.source().rules().referrers(pushed.repository(), pushed.tag());
			if (!rule.enabled()) {
				return Optional.empty();
			}
			if (Thread.interrupted()) {
				throw new InterruptedException("The service stops");
			}
			ReferrerFinder.ImageReferrerReader source = this.finder.of(task);
			ReferrerWalk walk = new ReferrerWalk(source, rule, image);
			List<ImageReferrer> found = walk.next();
			this.followUps.imported(record, image, walk.platforms());
			Optional<ImportTrouble> first = untold(task, source);
			if (!found.isEmpty() && later.getAsBoolean()) {
				return Optional.of(ImportResult.Unfinished.imagesFirst());
			}
			while (!found.isEmpty()) {
				found.forEach((it) -> this.sightings.seen(order(task, it)));
				ParallelCopies copies = new ParallelCopies();
				List<Optional<ImportTrouble>> troubles = copies.run(found, copy(task, found.size() > 1));
				for (int i = 0; i < found.size(); i++) {
					String what = found.get(i).what();
					Optional<ImportTrouble> missing = troubles.get(i).map((it) -> missing(task, what, it));
					first = first.or(() -> missing);
				}
				if (copies.isThrottled()) {
					return stuck(first, image);
				}
				found = walk.next();
				first = first.or(() -> untold(task, source));
			}
			if (walk.beyond() > 0) {
				logger.warn(
						"Import {} leaves {} of what refers to {}: signatures first, {} come along. Name those that are "
								+ "wanted in the rule's referrers.artifact-types",
						record.id(), walk.beyond(), task.targetImage(), ReferrerWalk.MOST);
			}
			return stuck(first, image);
		}
	}

	private static Optional<ImportResult> stuck(Optional<ImportTrouble> trouble, Digest image) {
		return trouble.map((it) -> new ImportResult.Stuck(it, Optional.of(image)));
	}

	private static Optional<ImportTrouble> untold(ImportTask task, ReferrerFinder.ImageReferrerReader source) {
		return source.untold().map((it) -> missing(task, it.what(), it.trouble()));
	}

	/**
	 * Copies within a span of its own each, where there are several at once.
	 */
	private ParallelCopies.ReferrerCopy copy(ImportTask task, boolean several) {
		Optional<TraceParent> trace = this.tracing.current();
		return (referrer) -> {
			try (Tracing.Step _ = (several ? this.tracing : Tracing.OFF).begin(Tracing.StepKind.INTERNAL, "referrer",
					trace)) {
				Optional<ImportTrouble> trouble = bring(task, referrer);
				trouble.ifPresent((_) -> this.metrics.referrer(task.record(), ImportState.FAILED));
				return trouble;
			}
		};
	}

	private Optional<ImportTrouble> bring(ImportTask task, ImageReferrer referrer) throws InterruptedException {
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
				: this.tagLocks.checkRepository(task, repository(task));
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

	private static RepositoryName repository(ImportTask task) {
		return task.targetImage().repository();
	}

	private static ImportTrouble missing(ImportTask task, String what, ImportTrouble trouble) {
		return new ImportTrouble(trouble.cure(), "referrer-not-arrived",
				"%s is there, but %s has not come along. %s".formatted(task.targetImage(), what, trouble.message()),
				trouble.retryAfter());
	}

}
