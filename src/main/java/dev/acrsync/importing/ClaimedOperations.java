package dev.acrsync.importing;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks Azure for whoever holds a claim, and has the limit of what runs at once learn when
 * that is throttled.
 */
final class ClaimedOperations {

	private final ImportOperations azure;

	private final Concurrency concurrency;

	ClaimedOperations(ImportOperations azure, Concurrency concurrency) {
		this.azure = azure;
		this.concurrency = concurrency;
	}

	Optional<Trouble> prepare(CopyOrder order) {
		return this.azure.prepare(order.request());
	}

	Operation start(CopyOrder order, UUID requestId) {
		return learnt(order, this.azure.start(order.request(), requestId));
	}

	Operation poll(CopyOrder order, URI location) {
		return learnt(order, this.azure.poll(order.request(), location));
	}

	/**
	 * Tells whether another source waits for the place, and is to have it.
	 */
	boolean givesWay(CopyOrder order) {
		return this.concurrency.givesWay(order.task().target().name());
	}

	private Operation learnt(CopyOrder order, Operation answer) {
		boolean throttled = switch (answer) {
			case Operation.Running _, Operation.Ended _ -> false;
			case Operation.Failed(var trouble) -> Trouble.THROTTLED.equals(trouble.code());
			case Operation.Doubtful(var trouble) -> Trouble.THROTTLED.equals(trouble.code());
			case Operation.Unknown(var trouble) -> Trouble.THROTTLED.equals(trouble.code());
		};
		if (throttled) {
			this.concurrency.throttled(order.task().target().name(), order.task().claim().owner());
		}
		return answer;
	}

}
