package dev.acrsync.copyoperation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.resumption.OperationRecords;

/**
 * Has Azure copy an image, or what belongs to one. Everything is written down before it
 * is needed, so that after a crash an operation is followed and not repeated; and none
 * begins while an earlier one may run that writes the same.
 */
public final class AzureCopier {

	private final OperationRecords operations;

	private final ClaimedOperations azure;

	private final TargetTag targetTag;

	private final OperationFollower follower;

	private final OperationSettlement settlement;

	private final OperationPace pace;

	private final Duration deadline;

	private final Clock clock;

	public AzureCopier(OperationRecords operations, ClaimedOperations azure, TargetTag targetTag,
			OperationFollower follower, OperationSettlement settlement, OperationPace pace, Duration deadline,
			Clock clock) {
		this.operations = operations;
		this.azure = azure;
		this.targetTag = targetTag;
		this.follower = follower;
		this.settlement = settlement;
		this.pace = pace;
		this.deadline = deadline;
		this.clock = clock;
	}

	/**
	 * Ends what earlier tries began that writes the same.
	 * @return nothing if nothing of it is open any more: then a look at both registries
	 * tells what is left to do
	 * @throws InterruptedException if the service stops
	 */
	public Optional<ImportResult> settle(CopyOrder order) throws InterruptedException {
		return settle(order, this.operations.of(order.image()));
	}

	private Optional<ImportResult> settle(CopyOrder order, List<OperationRecord> known) throws InterruptedException {
		for (OperationRecord operation : known) {
			if (operation.isOpen()) {
				CopyOrder earlier = new CopyOrder(order.task(), operation.digest(), order.tag());
				Optional<ImportResult> result = operation.location().isPresent()
						? Optional.of(this.follower.follow(earlier, operation,
								new OperationStatus.Running(URI.create(operation.location().get()), Optional.empty()),
								true))
						: this.settlement.unanswered(earlier, operation);
				if (result.filter((it) -> !(it instanceof ImportResult.Arrived)).isPresent()) {
					return result;
				}
			}
		}
		return Optional.empty();
	}

	/**
	 * Tells whether nothing is known to have written the same before.
	 */
	public boolean isFirst(CopyOrder order) {
		return this.operations.of(order.image()).isEmpty();
	}

	/**
	 * Has a target looked at again that shows the digest, and may show what it had
	 * before.
	 * @return nothing if it is believed
	 */
	public Optional<ImportResult> doubted(CopyOrder order) {
		return order.task().mayMoveTag() ? this.settlement.overtaken(order, this.operations.of(order.image()))
				: Optional.empty();
	}

	/**
	 * Tells how an import ends whose digest the target has.
	 */
	public ImportState ending(CopyOrder order) {
		boolean ours = false;
		for (OperationRecord operation : this.operations.of(order.image())) {
			if (operation.digest().equals(order.digest())) {
				ours |= operation.importId().equals(order.task().record().id());
				if (operation.isUnseen()) {
					this.operations.end(operation, operation.end().orElse(OperationEnd.SUCCEEDED), true);
				}
			}
		}
		return ours ? ImportState.SUCCEEDED : ImportState.UNCHANGED;
	}

	/**
	 * Copies it, and stays with the copy to its end, unless an earlier one may run or is
	 * yet to be seen.
	 * @param there what the target shows, which is not what is wanted
	 * @throws InterruptedException if the service stops
	 */
	public ImportResult bring(CopyOrder order, TagReading there) throws InterruptedException {
		List<OperationRecord> known = this.operations.of(order.image());
		Optional<ImportResult> unsettled = settle(order, known);
		if (unsettled.isPresent()) {
			return unsettled.get();
		}
		if (known.stream().anyMatch(OperationRecord::isOpen)) {
			known = this.operations.of(order.image());
			if (this.targetTag.has(order)) {
				return doubted(order).orElseGet(() -> new ImportResult.Arrived(ending(order), order.digest()));
			}
		}
		Optional<ImportResult> awaited = this.settlement.awaited(order, known, there);
		return awaited.isPresent() ? awaited.get() : begin(order, !(there instanceof Unreadable));
	}

	/**
	 * Begins a copy.
	 * @param looks whether the target was seen not to have the digest
	 */
	private ImportResult begin(CopyOrder order, boolean looks) throws InterruptedException {
		Optional<ImportTrouble> notReady = this.azure.prepare(order);
		if (Thread.interrupted()) {
			throw new InterruptedException("The service stops");
		}
		if (notReady.isPresent()) {
			return new ImportResult.Stuck(notReady.get());
		}
		UUID requestId = UUID.randomUUID();
		Instant now = this.clock.instant();
		OperationRecord operation = OperationRecord.begun(requestId.toString(), order.image(), order.digest(),
				order.tag(), order.task().record().id(), now, now.plus(this.deadline));
		if (!this.operations.begin(order.task().claim(), operation)) {
			return new ImportResult.Postponed(
					new ImportTrouble(ImportTrouble.TroubleCure.RETRY, ImportTrouble.OPERATION_UNSETTLED,
							"Another import has Azure write " + order.image() + " just now"),
					this.pace.soon(Duration.ZERO));
		}
		OperationStatus answer = this.azure.start(order, requestId);
		if (Thread.interrupted()) {
			this.follower.leave(operation, answer);
			throw new InterruptedException("The service stops");
		}
		return switch (answer) {
			case OperationStatus.Running running -> this.follower.follow(order, operation, running, looks);
			case OperationStatus.Ended() -> this.settlement.prove(order, operation);
			case OperationStatus.Failed(var trouble) -> this.settlement.failed(order, operation, trouble);
			case OperationStatus.Doubtful(var trouble) -> this.settlement.doubted(order, operation, trouble);
			case OperationStatus.Unknown(var trouble) -> this.targetTag.has(order)
					? this.settlement.arrived(order, operation, OperationEnd.PROVED) : new ImportResult.Stuck(trouble);
		};
	}

}
