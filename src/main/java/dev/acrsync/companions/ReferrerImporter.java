package dev.acrsync.companions;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.acrsync.copyoperation.TargetTag;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.referrers.ReferrerWalk;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.resumption.FollowUps;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings along what belongs to an image that has arrived, since Azure copies the image
 * alone: signatures, SBOMs, attestations, and what belongs to those.
 */
public final class ReferrerImporter {

	private static final Logger logger = LoggerFactory.getLogger(ReferrerImporter.class);

	private final Registries registries;

	private final ReferrerFinder finder;

	private final FollowUps followUps;

	private final ReferrerCopier copier;

	private final Tracing tracing;

	public ReferrerImporter(Registries registries, ReferrerFinder finder, FollowUps followUps, ReferrerCopier copier,
			Tracing tracing) {
		this.registries = registries;
		this.finder = finder;
		this.followUps = followUps;
		this.copier = copier;
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
		return tag.flatMap((it) -> switch (this.registries.read(task.target().registry(),
				task.targetImage().repository(), it.subject())) {
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
				found.forEach((it) -> this.copier.seen(task, it));
				ParallelCopies copies = new ParallelCopies(this.copier, task, this.tracing);
				List<Optional<ImportTrouble>> troubles = copies.run(found);
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

	private static ImportTrouble missing(ImportTask task, String what, ImportTrouble trouble) {
		return new ImportTrouble(trouble.cure(), "referrer-not-arrived",
				"%s is there, but %s has not come along. %s".formatted(task.targetImage(), what, trouble.message()),
				trouble.retryAfter());
	}

}
