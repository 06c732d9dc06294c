package dev.acrsync.copyoperation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.pace.Pause;
import dev.acrsync.registry.TagReading;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows an operation of Azure until its digest is at the target, or Azure says that it
 * does not run: one of an image as well as one of what belongs to it. The target is
 * looked at soon and often, Azure asked as seldom as it likes. Where it is it writes
 * down, for whoever comes next.
 */
public final class OperationFollower {

	private static final Logger logger = LoggerFactory.getLogger(OperationFollower.class);

	private static final int UNANSWERED_POLLS = 5;

	/** For how long Azure's word that an operation runs is believed. */
	private static final Duration WORD = Duration.ofMinutes(10);

	private final OperationRecords operations;

	private final ClaimedOperations azure;

	private final TargetTag targetTag;

	private final TargetLooks looks;

	private final OperationSettlement settlement;

	private final OperationPace pace;

	private final Duration deadline;

	private final Clock clock;

	private final Pause pause;

	private final Tracing tracing;

	private final OperationsFollowed followed = new OperationsFollowed();

	public OperationFollower(OperationRecords operations, ClaimedOperations azure, TargetTag targetTag,
			TargetLooks looks, OperationSettlement settlement, OperationPace pace, Duration deadline, Clock clock,
			Pause pause, Tracing tracing) {
		this.operations = operations;
		this.azure = azure;
		this.targetTag = targetTag;
		this.looks = looks;
		this.settlement = settlement;
		this.pace = pace;
		this.deadline = deadline;
		this.clock = clock;
		this.pause = pause;
		this.tracing = tracing;
	}

	/**
	 * Stays with an operation that Azure has accepted.
	 * @param looks whether the target is looked at meanwhile, which makes sense where it
	 * was seen before not to have the digest
	 * @throws InterruptedException if the service stops
	 */
	ImportResult follow(CopyOrder order, OperationRecord operation, OperationStatus.Running accepted, boolean looks)
			throws InterruptedException {
		String target = order.task().target().name();
		this.followed.begin(target);
		try (Tracing.Step _ = this.tracing.step("operation"); TargetLooks.CopyLooks looking = this.looks.begin(order)) {
			FollowingTimes times = new FollowingTimes(this.followed, looking, looks,
					Duration.between(operation.begunAt(), this.clock.instant()),
					this.pace.poll(0, accepted.retryAfter()));
			return follow(order, operation, accepted.location(), looking, times);
		}
		finally {
			this.followed.end(target);
		}
	}

	private ImportResult follow(CopyOrder order, OperationRecord operation, URI first, TargetLooks.CopyLooks looking,
			FollowingTimes times) throws InterruptedException {
		URI location = first;
		boolean written = operation.location().isPresent() || locate(operation, location);
		int unanswered = 0;
		int polls = 0;
		// Counted, since the clock may be set meanwhile.
		Duration patience = times.age().plus(this.pace.patience());
		Duration until = Duration.between(operation.begunAt(), operation.deadline());
		while (times.age().compareTo(patience) <= 0) {
			boolean known = written && polls > 0 && unanswered == 0;
			if (known && times.age().compareTo(this.pace.courtesy()) >= 0 && this.azure.givesWay(order)) {
				break;
			}
			Duration wait = OperationPace.shorter(times.untilNext(), patience.minus(times.age()).plusMillis(1));
			this.pause.of(wait);
			times.passed(wait);
			if (times.isLookDue()) {
				Optional<TagReading> there = looking.read();
				if (there.filter(order::isSeen).isPresent()) {
					return this.settlement.arrived(order, operation, OperationEnd.PROVED);
				}
				times.looked(there);
			}
			if (!times.isPollDue()) {
				continue;
			}
			polls++;
			switch (this.azure.poll(order, location)) {
				case OperationStatus.Running(var next, var retryAfter) -> {
					until = OperationPace.longer(until, times.age().plus(WORD));
					if (!written) {
						written = locate(operation, next);
					}
					else if (!next.equals(location) || operation.begunAt().plus(until).isAfter(operation.deadline())) {
						relocate(operation, next, operation.begunAt().plus(until));
					}
					if (times.age().compareTo(this.deadline) >= 0) {
						return overdue(order, operation);
					}
					location = next;
					times.pollsAgainIn(this.pace.poll(polls, retryAfter));
					unanswered = 0;
				}
				case OperationStatus.Ended() -> {
					return this.settlement.prove(order, operation);
				}
				case OperationStatus.Failed(var trouble) -> {
					return this.settlement.failed(order, operation, trouble);
				}
				case OperationStatus.Doubtful(var trouble) -> {
					return this.settlement.doubted(order, operation, trouble);
				}
				case OperationStatus.Unknown(var trouble) -> {
					boolean over = times.age().compareTo(until) >= 0;
					if (over && ImportTrouble.OPERATION_NOT_FOUND.equals(trouble.code())) {
						return this.settlement.over(order, operation, OperationEnd.FORGOTTEN, trouble);
					}
					if (this.targetTag.has(order)) {
						return this.settlement.arrived(order, operation, OperationEnd.PROVED);
					}
					if (++unanswered == UNANSWERED_POLLS) {
						return over ? this.settlement.over(order, operation, OperationEnd.UNKNOWN, tooLong())
								: this.settlement.untold(order, operation, trouble);
					}
					times.pollsAgainIn(trouble.retryAfter().orElse(this.pace.poll(polls, Optional.empty())));
				}
			}
		}
		return ImportResult.Unfinished.stillRunning(this.pace.later(times.age()));
	}

	/**
	 * Writes down what Azure has answered, and leaves the rest to whoever comes next.
	 */
	void leave(OperationRecord operation, OperationStatus answer) {
		switch (answer) {
			case OperationStatus.Running(var location, var _) ->
				this.operations.locate(operation, location.toString(), operation.deadline());
			case OperationStatus.Ended() -> this.operations.end(operation, OperationEnd.SUCCEEDED, false);
			case OperationStatus.Failed _ -> this.operations.end(operation, OperationEnd.FAILED, false);
			case OperationStatus.Doubtful _ -> this.operations.end(operation, OperationEnd.FORGOTTEN, false);
			case OperationStatus.Unknown _ -> {
			}
		}
	}

	/**
	 * Azure's operation goes on while the ledger is away, and only we know where: so it
	 * is followed, and written down with the next poll.
	 */
	private boolean locate(OperationRecord operation, URI location) {
		try {
			this.operations.locate(operation, location.toString(), operation.deadline());
			return true;
		}
		catch (LedgerUnavailableException ex) {
			return false;
		}
	}

	private void relocate(OperationRecord operation, URI location, Instant until) {
		try {
			this.operations.relocate(operation, location.toString(), until);
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The location of operation {} is not written down: {}", operation.requestId(),
					ex.getMessage());
		}
	}

	/**
	 * It is not repeated, however long it takes, since the late end of the first one
	 * would undo what the second has done.
	 */
	private ImportResult overdue(CopyOrder order, OperationRecord operation) {
		if (this.targetTag.has(order)) {
			return this.settlement.arrived(order, operation, OperationEnd.PROVED);
		}
		String message = ("Azure has been copying %s to %s since %s, longer than acr-sync.imports.deadline, and says that "
				+ "it goes on (operation registries-%s). It is not repeated: if it stays, show that id to Azure's support")
			.formatted(order.digest(), order.image(), operation.begunAt(), operation.requestId());
		logger.warn("{}", message);
		return new ImportResult.Postponed(
				new ImportTrouble(ImportTrouble.TroubleCure.WAIT, ImportTrouble.OPERATION_UNSETTLED, message),
				this.pace.slowly());
	}

	private ImportTrouble tooLong() {
		return new ImportTrouble(ImportTrouble.TroubleCure.RETRY, "deadline",
				"Azure's operation did not end within " + this.deadline + " (acr-sync.imports.deadline)");
	}

}
