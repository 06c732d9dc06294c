package dev.acrsync.importing;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.breaker.RegistryBreakers;
import dev.acrsync.companions.ReferrerImporter;
import dev.acrsync.copyoperation.AzureCopier;
import dev.acrsync.copyoperation.TagLocks;
import dev.acrsync.copyoperation.TargetTag;
import dev.acrsync.image.Digest;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one claimed import from due to a result: the event was a hint, so it reads both
 * registries first, and has copied only what is missing.
 */
final class Importer {

	private static final Logger logger = LoggerFactory.getLogger(Importer.class);

	private static final int ROUNDS = 3;

	/** For how long a listing is believed. */
	private static final Duration LISTED = Duration.ofMinutes(1);

	private final Settings settings;

	private final Ledger ledger;

	private final ImportRecords records;

	private final Registries registries;

	private final TargetTag targetTag;

	private final TagLocks tagLocks;

	private final TagOwnership ownership;

	private final AzureCopier copier;

	private final ReferrerImporter referrerImporter;

	private final EventBelief belief;

	private final RegistryBreakers breakers;

	/** Targets that could be read before, so that they may be expected to be so again. */
	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	Importer(Settings settings, Ledger ledger, ImportRecords records, Registries registries, TagLocks tagLocks,
			TagOwnership ownership, AzureCopier copier, ReferrerImporter referrerImporter, EventBelief belief,
			RegistryBreakers breakers) {
		this.settings = settings;
		this.ledger = ledger;
		this.records = records;
		this.registries = registries;
		this.targetTag = new TargetTag(registries);
		this.tagLocks = tagLocks;
		this.ownership = ownership;
		this.copier = copier;
		this.referrerImporter = referrerImporter;
		this.belief = belief;
		this.breakers = breakers;
	}

	/**
	 * Works on a claim until its result is known. Records what it starts, not the result.
	 * @throws InterruptedException if the service stops; the claim can be given back
	 */
	ImportResult run(Claim claim) throws InterruptedException {
		ImportRecord record = claim.record();
		String targetName = record.target().targetName();
		Optional<Source> source = this.settings.source(record.push().source());
		Optional<Target> target = this.settings.target(targetName);
		if (source.isEmpty() || target.isEmpty()) {
			String key = source.isEmpty() ? "sources." + record.push().source() : "targets." + targetName;
			return new ImportResult.Stuck(new ImportTrouble(ImportTrouble.TroubleCure.PARK, "not-configured",
					"acr-sync." + key + " is no longer configured: configure it again and retry this import"));
		}
		ImportTask task = new ImportTask(claim, source.get(), target.get());
		Optional<ImportResult> unsettled = this.copier.settle(task.order(record.push().digest()));
		return unsettled.isPresent() ? unsettled.get() : bringAll(task);
	}

	/**
	 * Brings the image, and what belongs to it. Where another digest arrived than the
	 * event's, it is written down before the source is looked at once more: so the event
	 * of a way back is either seen here, or is not taken for the same event.
	 */
	private ImportResult bringAll(ImportTask task) throws InterruptedException {
		ImportRecord record = task.record();
		boolean first = !task.claim().urgent() && this.copier.isFirst(task.order(record.push().digest()));
		for (int round = 1;; round++) {
			ImportResult result = bring(task);
			if (!(result instanceof ImportResult.Arrived arrived)) {
				return result;
			}
			boolean other = !arrived.digest().equals(record.push().digest());
			if (other) {
				this.ledger.saw(task.claim(), arrived.digest());
			}
			// What was not copied now is not put off: it would be so each time.
			boolean copied = first && arrived.state() == ImportState.SUCCEEDED;
			Optional<ImportResult> incomplete = this.referrerImporter.bring(task, arrived.digest(),
					() -> copied && this.ledger.ready(task.target().name()).contains(record.push().source()));
			if (!other || round == ROUNDS || !hasMovedOn(task, arrived.digest())) {
				return incomplete.or(() -> this.belief.shown(record, arrived.digest())).orElse(arrived);
			}
		}
	}

	private boolean hasMovedOn(ImportTask task, Digest arrived) {
		return TargetTag.digest(readSource(task)).filter((it) -> !it.equals(arrived)).isPresent();
	}

	private TagReading readSource(ImportTask task) {
		TaggedImage image = task.sourceImage();
		return this.registries.read(task.source().registry(), image.repository(), image.tag());
	}

	private ImportResult bring(ImportTask task) throws InterruptedException {
		ImportRecord record = task.record();
		Optional<ImportResult> withoutSubject = this.referrerImporter.withoutSubject(task);
		if (withoutSubject.isPresent()) {
			return withoutSubject.get();
		}
		Optional<TagReading> listed = listed(task);
		TagReading here = listed.isPresent() ? listed.get() : readSource(task);
		if (here instanceof Absent) {
			CopyOrder pushed = task.order(record.push().digest());
			if (this.targetTag.has(pushed)) {
				return new ImportResult.Arrived(this.copier.ending(pushed), record.push().digest());
			}
			TaggedImage image = task.sourceImage();
			return this.belief.absent(record)
				.orElseGet(() -> new ImportResult.Left(ImportState.GONE, "gone",
						"Tag '" + image.tag() + "' of '" + image.repository() + "' is not at " + image.registry()
								+ ": it was deleted there, or never came"));
		}
		if (here instanceof Unreadable unreadable
				&& !this.breakers.of(task.source().registry()).letsPass(record.id())) {
			return new ImportResult.Stuck(new ImportTrouble(ImportTrouble.TroubleCure.RETRY, "source-unreadable",
					unreadable.message() + ". Until it answers, one of its images at a time is tried"));
		}
		if (here instanceof Unreadable unreadable) {
			logger.warn("Import {} takes the digest of the latest event: {}", record.id(), unreadable.message());
		}
		Digest wanted = TargetTag.digest(here).orElseGet(() -> this.records.latestPushed(record));
		CopyOrder order = task.order(wanted);
		Optional<TagReading> missing = listed.flatMap((_) -> missing(order));
		TagReading target = missing.isPresent() ? missing.get() : this.targetTag.read(order);
		if (!(target instanceof Unreadable)) {
			this.seen.add(task.target().name());
		}
		Optional<Digest> there = TargetTag.digest(target);
		if (there.equals(Optional.of(wanted))) {
			return this.belief.shown(record, wanted)
				.or(() -> this.copier.doubted(order))
				.orElseGet(() -> new ImportResult.Arrived(this.copier.ending(order), wanted));
		}
		Optional<ImportResult> barred = barred(order, target, there);
		return barred.isPresent() ? barred.get() : explained(this.copier.bring(order, target), here, target);
	}

	/**
	 * Says why a tag is not to be moved to what is wanted, or nothing.
	 */
	private Optional<ImportResult> barred(CopyOrder order, TagReading target, Optional<Digest> there) {
		ImportTask task = order.task();
		if (there.isPresent() && !task.mayMoveTag()) {
			return Optional.of(TargetTag.kept(task, there.get()));
		}
		Optional<ImportResult> left = there.flatMap((it) -> this.belief.older(task.record(), order.digest(), it))
			.or(() -> this.ownership.check(task, target));
		if (left.isPresent()) {
			return left;
		}
		if (target instanceof Unreadable unreadable) {
			return unseen(task, unreadable);
		}
		return there.isPresent() ? this.tagLocks.checkTag(task, task.targetImage(), there)
				: this.tagLocks.checkRepository(task, task.targetImage().repository());
	}

	/**
	 * Returns what a listing has just told of the source's tag, where a comparison found
	 * it: it is believed if no event has told of a later push.
	 */
	private Optional<TagReading> listed(ImportTask task) {
		TaggedImage image = task.sourceImage();
		return task.record().push().origin().isUrgent() ? Optional.empty()
				: this.registries.recall(task.source().registry(), image.repository(), image.tag(), LISTED)
					.filter((told) -> told.equals(new TagReading.Found(this.records.latestPushed(task.record()))));
	}

	/**
	 * Tells that a listing has just not had the target's tag, where nobody has written it
	 * since that we know of.
	 */
	private Optional<TagReading> missing(CopyOrder order) {
		ImportTask task = order.task();
		TaggedImage image = task.targetImage();
		return this.registries.recall(task.target().registry(), image.repository(), image.tag(), LISTED)
			.filter(Absent.class::isInstance)
			.filter((_) -> this.copier.isFirst(order) && this.records.isOnly(task.record()));
	}

	/**
	 * Says why a tag is not to be imported that cannot be read: it may be locked, and an
	 * import with force would move it all the same. A target that could never be reached
	 * is imported into nevertheless, since Azure may reach it.
	 */
	private Optional<ImportResult> unseen(ImportTask task, Unreadable unreadable) {
		return switch (unreadable.cause()) {
			case UNAUTHORIZED, FORBIDDEN, DISALLOWED, UNEXPECTED ->
				task.mayMoveTag() ? this.tagLocks.checkTag(task, task.targetImage(), Optional.empty())
						: this.tagLocks.checkRepository(task, task.targetImage().repository());
			case THROTTLED, UNAVAILABLE, UNIDENTIFIED, UNTRUSTED -> Optional.of(TargetTag.trouble(task, unreadable))
				.filter((_) -> task.mayMoveTag())
				.filter((_) -> unreadable.cause() == UnreadableCause.THROTTLED
						|| this.seen.contains(task.target().name()) || this.records.hasArrived(task.target().name()))
				.map(ImportResult.Stuck::new);
		};
	}

	/**
	 * Where Azure does not say why a copy failed, a registry that we could not read may
	 * be why.
	 */
	private static ImportResult explained(ImportResult result, TagReading... readings) {
		if (!(result instanceof ImportResult.Stuck(ImportTrouble trouble, Optional<Digest> _))
				|| !ImportTrouble.COPY_FAILED.equals(trouble.code())) {
			return result;
		}
		ImportTrouble explained = trouble;
		for (TagReading reading : readings) {
			if (reading instanceof Unreadable unreadable) {
				explained = explained.adding(unreadable.message());
			}
		}
		return new ImportResult.Stuck(explained);
	}

}
