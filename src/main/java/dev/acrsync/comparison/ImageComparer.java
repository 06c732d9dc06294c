package dev.acrsync.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.Tag;
import dev.acrsync.inventory.SourceTag;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.TargetImage;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.TagReading;

/**
 * Says how an image stands: pure.
 *
 * @param rules a fingerprint of the rules
 * @param at when the comparison began
 * @param now when it judges; nothing ended later, whatever is written down
 * @param lookedAt when the last comparison began that went through the source by these
 * rules
 * @param chosen what each rule brings at first sight
 */
record ImageComparer(String rules, Instant at, Instant now, Optional<Instant> lookedAt, Map<Integer, Set<Tag>> chosen) {

	/** How far the clocks of a registry and of ours are believed to be apart. */
	static final Duration APART = Duration.ofMinutes(5);

	/** How long a repository is believed to stay locked. */
	private static final Duration LOCKED = Duration.ofDays(1);

	/**
	 * How long ago it was looked for the last time, if a clock was ahead then: long
	 * enough for what was pushed since.
	 */
	private static final Duration UNKNOWN = Duration.ofDays(1);

	/**
	 * Judges one image.
	 * @param there what the target has
	 * @param newest the newest import of this tag from this repository
	 * @param baseline when the repository was compared with this target last
	 * @param before how the image stood then, unless it was there
	 * @param memory what else is remembered of it
	 */
	ComparedImage judge(SourceTag tag, TargetImage target, TagReading there, Optional<ImportRecord> newest,
			Optional<ComparisonRecord.RepositoryBaseline> baseline, Optional<ComparisonRecord.ImageDifference> before,
			ImageMemory memory) {
		boolean later = isLater(tag, baseline);
		boolean firstSight = baseline.map((it) -> !it.rules().equals(this.rules)).orElse(!later);
		Optional<ComparisonRecord.ImageDifference> same = before.filter((it) -> it.digest().equals(tag.digest()));
		boolean known = newest.filter((it) -> isOf(it, tag.digest())).isPresent();
		boolean others = memory.owner().isPresent() && there instanceof TagReading.Found;
		boolean removed = memory.leave() && there instanceof Absent
				&& (memory.arrived().filter(tag.digest()::equals).isPresent() || hasArrived(newest, tag.digest()));
		ImageStatus status = (others ? Optional.of(ImageStatus.OTHER_SOURCE) : known(tag, target, there, newest))
			.or(() -> removed ? Optional.of(ImageStatus.REMOVED) : Optional.empty())
			.orElseGet(() -> (!known && isSkipped(tag, firstSight, later, same)) ? ImageStatus.SKIPPED
					: ImageStatus.MISSING);
		boolean seenBefore = tag.updatedAt()
			.flatMap((updated) -> baseline.map((it) -> updated.isBefore(looked(it.at()).minus(APART))))
			.orElse(false);
		return new ComparedImage(tag, target, status, status == ImageStatus.PRESENT || (isThere(tag, there) && !others),
				past(same.map(ComparisonRecord.ImageDifference::since)
					.orElseGet(() -> since(tag, firstSight, baseline))),
				firstSight, status == ImageStatus.MISSING && !firstSight && !known && !seenBefore,
				newest.map((it) -> past(it.progress().receivedAt())).orElse(Instant.EPOCH),
				newest.filter((it) -> isUnsettled(it, tag.digest())).isEmpty(),
				others ? memory.owner() : Optional.empty(),
				memory.leave() && (status == ImageStatus.PRESENT || status == ImageStatus.REMOVED));
	}

	private static boolean hasArrived(Optional<ImportRecord> newest, Digest digest) {
		return newest.map(ImportRecord::progress)
			.filter((it) -> it.state().isArrival() && it.hasBrought(digest))
			.isPresent();
	}

	/**
	 * Returns since when an image can be missing that was not missing before: since
	 * somebody wants it, since it was pushed, or since it was seen last, whatever is
	 * later.
	 */
	private Instant since(SourceTag tag, boolean firstSight, Optional<ComparisonRecord.RepositoryBaseline> baseline) {
		Instant pushed = tag.updatedAt().orElse(this.at);
		return firstSight ? this.at
				: baseline.map(ComparisonRecord.RepositoryBaseline::at)
					.map(this::looked)
					.filter(pushed::isBefore)
					.orElse(pushed);
	}

	private Instant past(Instant instant) {
		return instant.isAfter(this.at) ? this.at : instant;
	}

	private Instant looked(Instant instant) {
		return instant.isAfter(this.at) ? this.at.minus(UNKNOWN) : instant;
	}

	private Optional<ImageStatus> known(SourceTag tag, TargetImage target, TagReading there,
			Optional<ImportRecord> newest) {
		Digest digest = tag.digest();
		if (isThere(tag, there)) {
			return Optional.of(newest.flatMap((it) -> incomplete(it, digest)).orElse(ImageStatus.PRESENT));
		}
		boolean another = there instanceof TagReading.Found;
		if (another && target.destination().overwrite() == Overwrite.NEVER) {
			return Optional.of(ImageStatus.KEPT);
		}
		return newest.filter((it) -> isOf(it, digest)).flatMap((it) -> switch (it.progress().state()) {
			case PENDING, IMPORTING -> Optional.of(ImageStatus.IMPORTING);
			case FAILED -> Optional.of(ImageStatus.FAILED);
			case KEPT -> (another || isLocked(it.progress())) ? Optional.of(ImageStatus.KEPT) : Optional.empty();
			case SUCCEEDED,
					UNCHANGED ->
				it.progress()
					.finishedAt()
					.filter((end) -> !end.isBefore(this.at) && !end.isAfter(this.now))
					.map((_) -> ImageStatus.PRESENT);
			case SUPERSEDED, GONE -> Optional.empty();
		});
	}

	/**
	 * Nothing tells that a repository is unlocked, so that the target is asked again once
	 * a day.
	 */
	private boolean isLocked(ImportProgress newest) {
		return newest.isHeldBy("locked") && newest.finishedAt()
			.filter((end) -> end.plus(LOCKED).isAfter(this.at) && !end.isAfter(this.now))
			.isPresent();
	}

	private static boolean isThere(SourceTag tag, TagReading there) {
		return there.equals(new TagReading.Found(tag.digest()));
	}

	/**
	 * The image is there, but its import has not ended well: a signature of it may be
	 * missing.
	 */
	private static Optional<ImageStatus> incomplete(ImportRecord newest, Digest digest) {
		return switch (newest.progress().state()) {
			case PENDING, IMPORTING ->
				Optional.of(ImageStatus.IMPORTING).filter((_) -> newest.push().digest().equals(digest));
			case FAILED -> Optional.of(ImageStatus.FAILED).filter((_) -> newest.progress().hasBrought(digest));
			default -> Optional.empty();
		};
	}

	private static boolean isUnsettled(ImportRecord newest, Digest digest) {
		ImportState state = newest.progress().state();
		return state.isOpen() || (state == ImportState.FAILED
				&& (newest.push().digest().equals(digest) || newest.progress().hasBrought(digest)));
	}

	private static boolean isOf(ImportRecord newest, Digest digest) {
		return newest.progress().state().isArrival() ? newest.progress().hasBrought(digest)
				: newest.push().digest().equals(digest);
	}

	/**
	 * Tells whether a tag was pushed after it was looked for the last time: in its
	 * repository, or, where that was not seen then, in all of the source.
	 */
	private boolean isLater(SourceTag tag, Optional<ComparisonRecord.RepositoryBaseline> baseline) {
		Optional<Instant> looked = baseline.map(ComparisonRecord.RepositoryBaseline::at)
			.or(this::lookedAt)
			.map(this::looked);
		return tag.updatedAt().flatMap((updated) -> looked.map(updated::isAfter)).orElse(false);
	}

	private boolean isSkipped(SourceTag tag, boolean firstSight, boolean later,
			Optional<ComparisonRecord.ImageDifference> same) {
		if (!firstSight) {
			return same.filter((it) -> it.standing() == ImageStatus.SKIPPED).isPresent();
		}
		return !later && !this.chosen.getOrDefault(tag.allowed().rule(), Set.of()).contains(tag.tag());
	}

	/**
	 * What is remembered of an image.
	 *
	 * @param leave whether its rule leaves alone what was deleted at the target
	 * @param arrived the digest that a comparison has seen there
	 * @param owner whose import made the target's tag, if that was not of this repository
	 */
	record ImageMemory(boolean leave, Optional<Digest> arrived, Optional<ComparisonRecord.TagOwner> owner) {
	}

}
