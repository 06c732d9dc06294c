package dev.acrsync.copyoperation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.pace.Pause;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.tracing.Tracing;

/**
 * Settles how an operation ended, by what Azure said and by the digest at the target,
 * which alone is a proof. Until then nothing is begun that writes the same.
 */
public final class OperationSettlement {

	/** How long most copies take, and a good deal more. */
	private static final Duration DOUBT = Duration.ofSeconds(30);

	private final OperationRecords operations;

	private final TargetTag targetTag;

	private final OperationPace pace;

	private final ImportMetrics metrics;

	private final Clock clock;

	private final Pause pause;

	private final Tracing tracing;

	public OperationSettlement(OperationRecords operations, TargetTag targetTag, OperationPace pace,
			ImportMetrics metrics, Clock clock, Pause pause, Tracing tracing) {
		this.operations = operations;
		this.targetTag = targetTag;
		this.pace = pace;
		this.metrics = metrics;
		this.clock = clock;
		this.pause = pause;
		this.tracing = tracing;
	}

	/**
	 * The digest was seen.
	 */
	ImportResult arrived(CopyOrder order, OperationRecord operation, OperationEnd end) {
		this.operations.end(operation, end, true);
		this.metrics.copied(operation.begunAt(), this.clock.instant());
		return new ImportResult.Arrived(ImportState.SUCCEEDED, order.digest());
	}

	/**
	 * Azure said that it failed. Under {@code NoForce} Azure refuses a tag that is there,
	 * even if it is our own success that put it there.
	 */
	ImportResult failed(CopyOrder order, OperationRecord operation, ImportTrouble trouble) {
		Optional<Digest> there = ImportTrouble.TAG_EXISTS.equals(trouble.code())
				? TargetTag.digest(this.targetTag.read(order)) : Optional.empty();
		boolean arrived = there.filter(order.digest()::equals).isPresent();
		this.operations.end(operation, OperationEnd.FAILED, arrived);
		if (arrived) {
			return new ImportResult.Arrived(ImportState.SUCCEEDED, order.digest());
		}
		return there.map((other) -> TargetTag.kept(order.task(), other))
			.orElseGet(() -> new ImportResult.Stuck(trouble));
	}

	/**
	 * Azure refused it, and may have taken it all the same: nothing else begins for as
	 * long as most copies take, and its tag is looked at again until its deadline.
	 */
	ImportResult doubted(CopyOrder order, OperationRecord operation, ImportTrouble trouble) {
		this.operations.end(operation, OperationEnd.FORGOTTEN, false);
		return new ImportResult.Stuck(
				trouble.after(trouble.retryAfter().filter((it) -> it.compareTo(DOUBT) > 0).orElse(DOUBT)));
	}

	/**
	 * Azure said that it was done: a claim, until the digest is seen.
	 * @throws InterruptedException if the service stops
	 */
	ImportResult prove(CopyOrder order, OperationRecord operation) throws InterruptedException {
		try (Tracing.Step _ = this.tracing.step("verify")) {
			TagReading there = this.targetTag.read(order);
			for (int look = 1; !order.isSeen(there) && look < this.pace.looks(); look++) {
				this.pause.of(this.pace.look(look));
				there = this.targetTag.read(order);
			}
			if (order.isSeen(there)) {
				return arrived(order, operation, OperationEnd.SUCCEEDED);
			}
			this.operations.end(operation, OperationEnd.SUCCEEDED, false);
			return unseen(order, operation, there, Duration.ZERO);
		}
	}

	/**
	 * Azure does not tell any more: the target does.
	 */
	ImportResult over(CopyOrder order, OperationRecord operation, OperationEnd end, ImportTrouble trouble) {
		TagReading there = this.targetTag.read(order);
		if (order.isSeen(there)) {
			return arrived(order, operation, OperationEnd.PROVED);
		}
		if (there instanceof Unreadable unreadable) {
			// Nothing is begun anew before somebody has looked.
			return new ImportResult.Stuck(TargetTag.trouble(order.task(), unreadable));
		}
		Optional<ImportResult> quarantined = quarantined(order);
		this.operations.end(operation, quarantined.isPresent() ? OperationEnd.PROVED : end, false);
		return quarantined.orElseGet(() -> new ImportResult.Stuck(trouble));
	}

	/**
	 * Azure has not told for a while how it goes, and it may: nothing else is begun.
	 */
	ImportResult untold(CopyOrder order, OperationRecord operation, ImportTrouble trouble) {
		Optional<ImportResult> quarantined = quarantined(order);
		if (quarantined.isPresent()) {
			this.operations.end(operation, OperationEnd.PROVED, false);
			return quarantined.get();
		}
		return ImportTrouble.OPERATION_NOT_FOUND.equals(trouble.code()) ? unsettled(order, operation,
				"Azure does not know its operation to copy %s to %s", operation.deadline())
				: new ImportResult.Stuck(trouble);
	}

	/**
	 * Azure's answer to the request is not known: it may run until its deadline.
	 * @return nothing if it does not run any more
	 */
	Optional<ImportResult> unanswered(CopyOrder order, OperationRecord operation) {
		TagReading there = this.targetTag.read(order);
		if (order.isSeen(there)) {
			this.operations.end(operation, OperationEnd.PROVED, true);
			return Optional.empty();
		}
		if (there instanceof Unreadable unreadable) {
			return Optional.of(new ImportResult.Stuck(TargetTag.trouble(order.task(), unreadable)));
		}
		if (quarantined(order).isPresent()) {
			this.operations.end(operation, OperationEnd.PROVED, false);
			return Optional.empty();
		}
		if (!this.clock.instant().isBefore(operation.deadline())) {
			this.operations.end(operation, OperationEnd.UNKNOWN, false);
			return Optional.empty();
		}
		return Optional.of(unsettled(order, operation, "Azure's answer to the request to copy %s to %s is not known",
				operation.deadline()));
	}

	private ImportResult unsettled(CopyOrder order, OperationRecord operation, String reason, Instant until) {
		return new ImportResult.Postponed(new ImportTrouble(ImportTrouble.TroubleCure.RETRY,
				ImportTrouble.OPERATION_UNSETTLED,
				reason.formatted(order.digest(), order.image())
						+ ", so that it may be copying: nothing else is imported there before that is seen, or before "
						+ until),
				this.pace.soon(Duration.between(operation.begunAt(), this.clock.instant())));
	}

	/**
	 * Where its manifest is there, and may not be read, nobody is shown its tag: it is
	 * not copied again.
	 */
	private Optional<ImportResult> quarantined(CopyOrder order) {
		return (this.targetTag.readManifest(order) instanceof Unreadable barred
				&& barred.cause() == UnreadableCause.DISALLOWED) ? Optional
					.of(new ImportResult.Postponed(
							new ImportTrouble(ImportTrouble.TroubleCure.WAIT, "target-quarantined",
									order.image()
											+ " has been copied, and is barred: once it is released, this import ends. "
											+ barred.message()),
							this.pace.slowly()))
						: Optional.empty();
	}

	/**
	 * It was done, as Azure has said or the manifest tells, and the target did not show
	 * it then. It is not copied again while it may still come, or is barred.
	 * @return nothing if it has to be copied
	 */
	Optional<ImportResult> awaited(CopyOrder order, List<OperationRecord> known, TagReading there) {
		Optional<OperationRecord> newest = known.stream().reduce((_, later) -> later);
		Optional<ImportResult> doubted = newest.filter((it) -> isDoubted(it, there))
			.map((it) -> unsettled(new CopyOrder(order.task(), it.digest(), order.tag()), it,
					"Azure refused to copy %s to %s, and may have begun all the same",
					it.endedAt().orElse(it.begunAt()).plus(DOUBT)));
		return doubted.or(() -> newest.filter((it) -> it.isUnseen() && it.digest().equals(order.digest()))
			.map((it) -> unseen(order, it, there, age(it))));
	}

	private boolean isDoubted(OperationRecord operation, TagReading there) {
		return operation.isDoubted() && age(operation).compareTo(DOUBT) < 0
				&& this.clock.instant().isBefore(operation.deadline())
				&& !there.equals(new TagReading.Found(operation.digest()));
	}

	/** Since it ended. */
	private Duration age(OperationRecord operation) {
		return Duration.between(operation.endedAt().orElse(operation.begunAt()), this.clock.instant());
	}

	/**
	 * The target shows the digest, and another one was copied there since, so short a
	 * while ago that a replica of it may be behind.
	 * @return nothing if the target is believed
	 */
	Optional<ImportResult> overtaken(CopyOrder order, List<OperationRecord> known) {
		return known.stream()
			.filter(OperationRecord::isDone)
			.reduce((_, newest) -> newest)
			.filter((newest) -> !newest.digest().equals(order.digest()))
			.flatMap((newest) -> {
				Duration age = age(newest);
				return (age.compareTo(OperationPace.REPLICATION) < 0)
						? Optional.of(new ImportResult.Postponed(
								new ImportTrouble(ImportTrouble.TroubleCure.RETRY, "target-behind",
										"%s has digest %s, as it had before %s was copied there: looking again"
											.formatted(order.image(), order.digest(), newest.digest())),
								this.pace.soon(age)))
						: Optional.empty();
			});
	}

	private ImportResult unseen(CopyOrder order, OperationRecord operation, TagReading there, Duration waited) {
		if (there instanceof Unreadable unreadable) {
			return new ImportResult.Stuck(TargetTag.trouble(order.task(), unreadable));
		}
		Optional<ImportResult> quarantined = quarantined(order);
		if (quarantined.isPresent()) {
			return quarantined.get();
		}
		if (waited.compareTo(OperationPace.REPLICATION) < 0) {
			return new ImportResult.Postponed(new ImportTrouble(ImportTrouble.TroubleCure.RETRY, "target-behind",
					"Azure says that the import has ended, but %s does not have digest %s yet: looking again"
						.formatted(order.image(), order.digest())),
					this.pace.soon(waited));
		}
		this.operations.end(operation, OperationEnd.FAILED, false);
		return new ImportResult.Stuck(new ImportTrouble(ImportTrouble.TroubleCure.RETRY, "not-arrived",
				"Azure says that the import has ended, but " + order.image() + " does not have digest "
						+ order.digest()));
	}

}
