package dev.acrsync.importing;

import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.FollowUps;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.State;
import dev.acrsync.referrers.Attachment;
import dev.acrsync.referrers.AttachmentWalk;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rules;
import dev.acrsync.tracing.TraceParent;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings along what belongs to an image that has arrived, since Azure copies the image
 * alone: signatures, SBOMs, attestations, and what belongs to those.
 */
final class Referrers {

	private static final Logger logger = LoggerFactory.getLogger(Referrers.class);

	private static final int ROUNDS = 3;

	private final Registries registries;

	private final TargetTag targetTag;

	private final Attachments attachments;

	private final FollowUps followUps;

	private final TagLocks tagLocks;

	private final Copy copy;

	private final ImportMetrics metrics;

	private final ReferrerSightings sightings;

	private final Tracing tracing;

	Referrers(Registries registries, Attachments attachments, FollowUps followUps, TagLocks tagLocks, Copy copy,
			ImportMetrics metrics, ReferrerSightings sightings, Tracing tracing) {
		this.registries = registries;
		this.targetTag = new TargetTag(registries);
		this.attachments = attachments;
		this.followUps = followUps;
		this.tagLocks = tagLocks;
		this.copy = copy;
		this.metrics = metrics;
		this.sightings = sightings;
		this.tracing = tracing;
	}

	/**
	 * Ends the import of a tag that was let in only for an image, if that image is not in
	 * the target: it brings the tag along when it comes itself.
	 */
	Optional<Result> withoutSubject(Task task) {
		ImportRecord record = task.record();
		Rules rules = task.source().rules();
		Optional<ReferrerTag> tag = ReferrerTag.of(record.tag())
			.filter((it) -> rules.isOnlyFor(record.repository(), it));
		return tag
			.flatMap((it) -> switch (this.registries.read(task.target().registry(), repository(task), it.subject())) {
				case TagReading.Found _ -> Optional.empty();
				case Absent() -> Optional.of(new Result.Left(State.GONE, "subject-not-imported",
						"%s does not have the image %s that this tag belongs to: it comes along if that image is imported"
							.formatted(task.targetImage().repository(), it.subject())));
				case Unreadable unreadable -> Optional.of(new Result.Stuck(TargetTag.trouble(task, unreadable)));
			});
	}

	/**
	 * Brings along what the rule of an image says.
	 * @return why not all of it is in the target; nothing if it is
	 * @throws InterruptedException if the service stops
	 */
	Optional<Trouble> bring(Task task, Digest image) throws InterruptedException {
		try (Tracing.Step _ = this.tracing.step("referrers")) {
			ImportRecord record = task.record();
			ReferrerRule rule = task.source().rules().referrers(record.repository(), record.tag());
			if (!rule.enabled()) {
				return Optional.empty();
			}
			if (Thread.interrupted()) {
				throw new InterruptedException("The service stops");
			}
			Attachments.Reader source = this.attachments.of(task);
			AttachmentWalk walk = new AttachmentWalk(source, rule, image);
			List<Attachment> found = walk.next();
			this.followUps.imported(record, image, walk.platforms());
			Optional<Trouble> first = untold(task, source);
			while (!found.isEmpty()) {
				found.forEach((it) -> this.sightings.seen(order(task, it)));
				ParallelCopies copies = new ParallelCopies();
				List<Optional<Trouble>> troubles = copies.run(found, copy(task, found.size() > 1));
				for (int i = 0; i < found.size(); i++) {
					String what = found.get(i).what();
					Optional<Trouble> missing = troubles.get(i).map((it) -> missing(task, what, it));
					first = first.or(() -> missing);
				}
				if (copies.isThrottled()) {
					return first;
				}
				found = walk.next();
				first = first.or(() -> untold(task, source));
			}
			if (walk.beyond() > 0) {
				logger.warn(
						"Import {} leaves {} of what refers to {}: signatures first, {} come along. Name those that are "
								+ "wanted in the rule's referrers.artifact-types",
						record.id(), walk.beyond(), task.targetImage(), AttachmentWalk.MOST);
			}
			return first;
		}
	}

	private static Optional<Trouble> untold(Task task, Attachments.Reader source) {
		return source.untold().map((it) -> missing(task, it.what(), it.trouble()));
	}

	/**
	 * Copies within a span of its own each, where there are several at once.
	 */
	private ParallelCopies.AttachmentCopy copy(Task task, boolean several) {
		Optional<TraceParent> trace = this.tracing.current();
		return (attachment) -> {
			try (Tracing.Step _ = (several ? this.tracing : Tracing.OFF).begin(Tracing.Kind.INTERNAL, "referrer",
					trace)) {
				Optional<Trouble> trouble = bring(task, attachment);
				trouble.ifPresent((_) -> this.metrics.referrer(task.record(), State.FAILED));
				return trouble;
			}
		};
	}

	private Optional<Trouble> bring(Task task, Attachment attachment) throws InterruptedException {
		TagReading there = this.targetTag.read(order(task, attachment));
		if (there instanceof Unreadable unreadable) {
			return Optional.of(TargetTag.trouble(task, unreadable));
		}
		Optional<Digest> other = TargetTag.digest(there).filter((digest) -> !digest.equals(attachment.digest()));
		if (there instanceof TagReading.Found && (other.isEmpty() || !task.mayMoveTag())) {
			this.sightings.forget(order(task, attachment));
			this.metrics.referrer(task.record(), State.UNCHANGED);
			return Optional.empty();
		}
		Optional<Result> locked = other.isPresent() ? this.tagLocks.checkTag(task, image(task, attachment), other)
				: this.tagLocks.checkRepository(task, repository(task));
		if (locked.isPresent()) {
			return left(task, attachment, locked.get());
		}
		return switch (copy(task, attachment, there)) {
			case Result.Arrived _ -> {
				this.sightings.arrived(order(task, attachment));
				this.metrics.referrer(task.record(), State.SUCCEEDED);
				yield Optional.empty();
			}
			case Result.Left left -> left(task, attachment, left);
			case Result.Stuck(var trouble, var _) -> Optional.of(trouble);
			case Result.Postponed(var reason, var pause) -> Optional.of(reason.after(pause));
			case Result.StillRunning(var pause) -> Optional.of(new Trouble(Trouble.Cure.RETRY,
					Trouble.OPERATION_UNSETTLED, "Azure is still copying it", Optional.of(pause)));
		};
	}

	private Optional<Trouble> left(Task task, Attachment attachment, Result locked) {
		if (locked instanceof Result.Stuck stuck) {
			return Optional.of(stuck.trouble());
		}
		logger.info("Import {} leaves a tag of a referrer: {}", task.record().id(), locked);
		this.sightings.forget(order(task, attachment));
		this.metrics.referrer(task.record(), State.UNCHANGED);
		return Optional.empty();
	}

	/**
	 * A tag may be moved while it is copied, and its own import may be done before this
	 * one: it must not be left at what it was.
	 */
	private Result copy(Task task, Attachment attachment, TagReading there) throws InterruptedException {
		Attachment wanted = attachment;
		TagReading shown = there;
		for (int round = 1;; round++) {
			Result result = this.copy.bring(order(task, wanted), shown);
			Attachment copied = wanted;
			wanted = copied.tag().map((tag) -> latest(task, tag, copied)).orElse(copied);
			if (round == ROUNDS || wanted.equals(copied)) {
				return result;
			}
			shown = this.targetTag.read(order(task, wanted));
		}
	}

	private Attachment latest(Task task, Tag tag, Attachment copied) {
		return TargetTag.digest(this.registries.read(task.source().registry(), task.record().repository(), tag))
			.map((digest) -> new Attachment(digest, copied.tag(), copied.what()))
			.orElse(copied);
	}

	private static CopyOrder order(Task task, Attachment attachment) {
		return new CopyOrder(task, attachment.digest(), attachment.tag());
	}

	private static TaggedImage image(Task task, Attachment attachment) {
		return new TaggedImage(task.targetImage().registry(), repository(task), attachment.tag().orElseThrow());
	}

	private static RepositoryName repository(Task task) {
		return task.targetImage().repository();
	}

	private static Trouble missing(Task task, String what, Trouble trouble) {
		return new Trouble(trouble.cure(), "referrer-not-arrived",
				"%s is there, but %s has not come along. %s".formatted(task.targetImage(), what, trouble.message()),
				trouble.retryAfter());
	}

}
