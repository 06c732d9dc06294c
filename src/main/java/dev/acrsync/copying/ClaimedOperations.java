package dev.acrsync.copying;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.attempt.CopyOrder;
import dev.acrsync.attempt.ImportOperations;
import dev.acrsync.attempt.ImportTrouble;
import dev.acrsync.attempt.OperationStatus;

/**
 * Asks Azure for whoever holds a claim, and has the limit of what runs at once learn when
 * that is throttled.
 */
public final class ClaimedOperations {

	private final ImportOperations azure;

	private final TargetConcurrency concurrency;

	public ClaimedOperations(ImportOperations azure, TargetConcurrency concurrency) {
		this.azure = azure;
		this.concurrency = concurrency;
	}

	Optional<ImportTrouble> prepare(CopyOrder order) {
		return this.azure.prepare(order.request());
	}

	OperationStatus start(CopyOrder order, UUID requestId) {
		return learnt(order, this.azure.start(order.request(), requestId));
	}

	OperationStatus poll(CopyOrder order, URI location) {
		return learnt(order, this.azure.poll(order.request(), location));
	}

	/**
	 * Tells whether another source waits for the place, and is to have it.
	 */
	boolean givesWay(CopyOrder order) {
		return this.concurrency.givesWay(order.task().target().name());
	}

	private OperationStatus learnt(CopyOrder order, OperationStatus answer) {
		boolean throttled = switch (answer) {
			case OperationStatus.Running _, OperationStatus.Ended _ -> false;
			case OperationStatus.Failed(var trouble) -> ImportTrouble.THROTTLED.equals(trouble.code());
			case OperationStatus.Doubtful(var trouble) -> ImportTrouble.THROTTLED.equals(trouble.code());
			case OperationStatus.Unknown(var trouble) -> ImportTrouble.THROTTLED.equals(trouble.code());
		};
		if (throttled) {
			this.concurrency.throttled(order.task().target().name(), order.task().claim().owner());
		}
		return answer;
	}

}
