package dev.acrsync.importing;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.State;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
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

	/** How long a request whose answer was lost may still be turning into a copy. */
	private static final Duration GRACE = Duration.ofSeconds(30);

	/** How long a replica of the vendor's registry may be behind the one pushed to. */
	private static final Duration REPLICATION = Duration.ofMinutes(10);

	private static final int LOOKS = 3;

	private static final int ROUNDS = 3;

	private final Settings settings;

	private final ImportRecords records;

	private final Registries registries;

	private final TargetTag targetTag;

	private final TagLocks tagLocks;

	private final Copy copy;

	private final Referrers referrers;

	private final Clock clock;

	/** Targets that could be read before, so that they may be expected to be so again. */
	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	Importer(Settings settings, ImportRecords records, Registries registries, TagLocks tagLocks, Copy copy,
			Referrers referrers, Clock clock) {
		this.settings = settings;
		this.records = records;
		this.registries = registries;
		this.targetTag = new TargetTag(registries);
		this.tagLocks = tagLocks;
		this.copy = copy;
		this.referrers = referrers;
		this.clock = clock;
	}

	/**
	 * Works on a claim until its result is known. Records what it starts, not the result.
	 * @throws InterruptedException if the service stops; the claim can be given back
	 */
	Result run(Claim claim) throws InterruptedException {
		ImportRecord record = claim.record();
		String targetName = record.target().destination().target();
		Optional<Source> source = this.settings.source(record.source());
		Optional<Target> target = this.settings.target(targetName);
		if (source.isEmpty() || target.isEmpty()) {
			String key = source.isEmpty() ? "sources." + record.source() : "targets." + targetName;
			return new Result.Stuck(new Trouble(Trouble.Cure.PARK, "not-configured",
					"acr-sync." + key + " is no longer configured: configure it again and retry this import"));
		}
		Task task = new Task(claim, source.get(), target.get());
		Optional<Result> unsettled = claim.started().isPresent() ? settle(task, claim.started().get())
				: Optional.empty();
		if (unsettled.isPresent()) {
			return unsettled.get();
		}
		Result result = bring(task);
		for (int round = 1; round < ROUNDS && hasMovedOn(task, result); round++) {
			result = bring(task);
		}
		return (result instanceof Result.Arrived arrived) ? complete(task, arrived) : result;
	}

	private Result complete(Task task, Result.Arrived arrived) throws InterruptedException {
		return this.referrers.bring(task, arrived.digest())
			.<Result>map((trouble) -> new Result.Stuck(trouble, Optional.of(arrived.digest())))
			.orElse(arrived);
	}

	/**
	 * Ends what an earlier try began. Empty if nothing of it is open any more: then a
	 * look at both registries tells what is left to do.
	 */
	private Optional<Result> settle(Task task, Claim.Started started) throws InterruptedException {
		if (started.location().isPresent()) {
			Result result = this.copy.resume(task, started, URI.create(started.location().get()));
			return Optional.of(result).filter((it) -> !(it instanceof Result.Arrived));
		}
		TagReading there = this.targetTag.read(task);
		if (there instanceof Unreadable unreadable) {
			return Optional.of(new Result.Stuck(TargetTag.trouble(task, unreadable)));
		}
		Duration grace = Duration.between(this.clock.instant(), started.since().plus(GRACE));
		if (there.equals(new TagReading.Found(started.digest())) || !grace.isPositive()) {
			return Optional.empty();
		}
		return Optional.of(new Result.Stuck(new Trouble(Trouble.Cure.RETRY, "outcome-unknown",
				"Azure's answer to the import request is not known: the target is looked at again before it is repeated",
				Optional.of(grace))));
	}

	/**
	 * Tells whether the tag has moved once more. Where the event's digest arrived,
	 * another event tells of the next move; where another one arrived, the event of the
	 * way back looks like the one that is worked on.
	 */
	private boolean hasMovedOn(Task task, Result result) {
		ImportRecord record = task.record();
		return result instanceof Result.Arrived arrived && !arrived.digest().equals(record.digest())
				&& TargetTag.digest(this.registries.read(task.source().registry(), record.repository(), record.tag()))
					.filter((it) -> !it.equals(arrived.digest()))
					.isPresent();
	}

	private boolean isNew(ImportRecord record) {
		return record.attempts() < LOOKS && record.pushedAt().plus(REPLICATION).isAfter(this.clock.instant());
	}

	private Result bring(Task task) throws InterruptedException {
		ImportRecord record = task.record();
		Optional<Result> withoutSubject = this.referrers.withoutSubject(task);
		if (withoutSubject.isPresent()) {
			return withoutSubject.get();
		}
		TagReading here = this.registries.read(task.source().registry(), record.repository(), record.tag());
		if (here instanceof Absent && isNew(record)) {
			return new Result.Stuck(new Trouble(Trouble.Cure.RETRY, "source-behind", "Tag '" + record.tag() + "' of '"
					+ record.repository() + "' is not at " + record.registry() + " yet: looking again"));
		}
		if (here instanceof Absent) {
			return new Result.Left(State.GONE, "gone",
					"Tag '" + record.tag() + "' of '" + record.repository() + "' is no longer at " + record.registry());
		}
		if (here instanceof Unreadable unreadable) {
			logger.warn("Import {} takes the digest of the latest event: {}", record.id(), unreadable.message());
		}
		Digest wanted = TargetTag.digest(here).orElseGet(() -> this.records.latestPushed(record));
		TagReading target = this.targetTag.read(task);
		if (!(target instanceof Unreadable)) {
			this.seen.add(task.target().name());
		}
		Optional<Digest> there = TargetTag.digest(target);
		if (there.equals(Optional.of(wanted))) {
			boolean ours = task.claim().started().map(Claim.Started::digest).equals(there);
			return new Result.Arrived(ours ? State.SUCCEEDED : State.UNCHANGED, wanted);
		}
		if (there.isPresent() && !task.mayMoveTag()) {
			return TargetTag.kept(task, there.get());
		}
		Optional<Result> barred = (target instanceof Unreadable unreadable) ? unseen(task, unreadable)
				: locked(task, there);
		if (barred.isPresent()) {
			return barred.get();
		}
		return explained(this.copy.of(task, wanted), here, target);
	}

	private Optional<Result> locked(Task task, Optional<Digest> there) {
		return there.isPresent() ? this.tagLocks.checkTag(task, task.targetImage(), there)
				: this.tagLocks.checkRepository(task, task.targetImage().repository());
	}

	/**
	 * Says why a tag is not to be imported that cannot be read: it may be locked, and an
	 * import with force would move it all the same. A target that could never be reached
	 * is imported into nevertheless, since Azure may reach it.
	 */
	private Optional<Result> unseen(Task task, Unreadable unreadable) {
		return switch (unreadable.cause()) {
			case UNAUTHORIZED, FORBIDDEN, DISALLOWED, UNEXPECTED ->
				task.mayMoveTag() ? this.tagLocks.checkTag(task, task.targetImage(), Optional.empty())
						: this.tagLocks.checkRepository(task, task.targetImage().repository());
			case THROTTLED, UNAVAILABLE -> Optional.of(TargetTag.trouble(task, unreadable))
				.filter((_) -> task.mayMoveTag())
				.filter((_) -> unreadable.cause() == Cause.THROTTLED || this.seen.contains(task.target().name()))
				.map(Result.Stuck::new);
		};
	}

	/**
	 * Where Azure does not say why a copy failed, a registry that we could not read may
	 * be why.
	 */
	private static Result explained(Result result, TagReading... readings) {
		if (!(result instanceof Result.Stuck(Trouble trouble, Optional<Digest> _))
				|| !Trouble.COPY_FAILED.equals(trouble.code())) {
			return result;
		}
		Trouble explained = trouble;
		for (TagReading reading : readings) {
			if (reading instanceof Unreadable unreadable) {
				explained = explained.adding(unreadable.message());
			}
		}
		return new Result.Stuck(explained);
	}

}
